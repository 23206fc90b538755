"""What the training office of the demo does after a sitting: answers some obstacles, publishes, writes proposals.

All texts are invented and neutral; a document is marked as assumed where its number stands. What is chosen hangs on
the codes of units, so that the same class gives the same work. Doing it again adds nothing.
"""

from collections.abc import Iterator
from datetime import date

from diemcau.base.refused import Refused
from diemcau.knowledge import actions
from diemcau.knowledge.actions import NewProposal, NewReply
from diemcau.knowledge.models import Lesson, Obstacle, Proposal, Reply
from diemcau.knowledge.rules import ObstacleState, ProposalKind, ReplyKind
from diemcau.people.models import Account
from diemcau.planning.models import Course
from diemcau.rehearsal.course import PHU_XUYEN, organiser_of
from diemcau.rehearsal.lines import OBSTACLES
from diemcau.units.rules import Scope

# So many rooms of a sitting, in code order, get an answer to the same obstacle; the demo's own commune always.
ANSWERED = 2
ASSUMED = "01/HD-GĐ (văn bản giả định)"
BODY = "cơ quan chuyên môn cấp tỉnh (giả định)"
# Area of the obstacle → kind and words of the reply.
REPLIES = {
    "chuyen_doi_so": (
        ReplyKind.VIEW,
        "Trước mắt có thể giao một bộ phận nhập số liệu, các bộ phận khác dùng lại; đây là ý kiến trao đổi.",
    ),
    "tai_chinh": (
        ReplyKind.GUIDANCE,
        "Lập bảng đối chiếu các khoản chuyển tiếp, có xác nhận của bên giao và bên nhận, rồi làm thủ tục tiếp theo.",
    ),
    "co_so_vat_chat": (ReplyKind.PASSED_ON, "Đề nghị xem xét theo thẩm quyền và trả lời điểm cầu."),
    "to_chuc_bien_che": (ReplyKind.NOTED, "Nội dung được đưa vào phần khó khăn, vướng mắc của báo cáo."),
}
# For what the demo's own commune wrote of any other area.
OTHER = (
    ReplyKind.VIEW,
    "Nên ghi rõ phần việc, người phụ trách, thời hạn rồi báo cáo nơi có thẩm quyền; đây là ý kiến trao đổi.",
)
# Kind → ability, words, areas of the obstacles behind it, how many situations with their lessons.
PROPOSALS = {
    ProposalKind.CONTENT: (
        "Xử lý công việc chuyển tiếp và hồ sơ giữa các đơn vị cũ",
        "Bổ sung vào chương trình tình huống về hồ sơ, tài chính chuyển tiếp, kèm danh mục kiểm tra và mẫu biên bản.",
        ("tai_chinh",),
        1,
    ),
    ProposalKind.METHOD: (
        "Phân tích tình huống và phối hợp giữa các bộ phận",
        "Gửi tình huống cho điểm cầu trước buổi học và dành thêm thời gian để các điểm cầu đối chiếu cách làm.",
        (),
        2,
    ),
    ProposalKind.MECHANISM: (
        "Tổ chức thực hiện và theo dõi công việc ở cơ sở",
        "Giao một đầu mối nhận khó khăn, vướng mắc của điểm cầu sau lớp, có thời hạn trả lời và công bố kết quả.",
        ("co_so_vat_chat", "to_chuc_bien_che"),
        0,
    ),
}
_EVERYWHERE = Scope.everything()


def do_office_work(course: Course) -> int:
    """Take up what was closed, answer, publish and propose as the demo's organiser; how many acts that were.

    Refuses: rehearsal.real_course.
    """
    if not (course.rehearsal and course.simulated):
        raise Refused("rehearsal.real_course", 403)
    actions.take_up_course(course.pk)
    office = organiser_of(course)
    return sum(_answer(obstacle, course.starts_on, office) for obstacle in _chosen(course)) + _propose(course, office)


def _rows(course: Course) -> list[Obstacle]:
    """Obstacles that virtual rooms wrote, in an order that any run of the same class has."""
    texts = {text for _, text in OBSTACLES}
    rows = Obstacle.rows.of(_EVERYWHERE).filter(course=course, text__in=texts).exclude(state=ObstacleState.WITHDRAWN)
    rows = rows.select_related("site", "sitting")
    return sorted(rows, key=lambda row: (row.sitting.no, row.field, row.site.unit_id, row.site.no, row.seq))


def _chosen(course: Course) -> Iterator[Obstacle]:
    seen: dict[tuple[int, str], int] = {}
    for row in _rows(course):
        of = row.sitting.no, row.field
        seen[of] = seen.get(of, 0) + 1
        if (seen[of] <= ANSWERED and row.field in REPLIES) or row.site.unit_id == PHU_XUYEN:
            yield row


def _answer(obstacle: Obstacle, on: date, office: Account) -> int:
    """Answer and publish; what has a reply already, somebody else's perhaps, is left alone."""
    if Reply.rows.of(_EVERYWHERE).filter(obstacle=obstacle).exists():
        return 0
    kind, text = REPLIES.get(obstacle.field, OTHER)
    guidance, passed = kind is ReplyKind.GUIDANCE, kind is ReplyKind.PASSED_ON
    reply = NewReply(kind, text, ASSUMED if guidance else "", on if guidance else None, BODY if passed else "")
    actions.answer(obstacle.pk, reply, _EVERYWHERE, office)
    actions.publish(obstacle.pk, _EVERYWHERE, office)
    return 2


def _propose(course: Course, office: Account) -> int:
    """One proposal of each kind, where the class has something that stands behind it."""
    lessons = list(Lesson.objects.filter(course=course).order_by("sitting__no", "activity", "seq"))
    first: dict[str, int] = {}
    for row in _rows(course):
        first.setdefault(row.field, row.pk)
    acts = 0
    for kind, (ability, text, areas, many) in PROPOSALS.items():
        obstacles = tuple(first[area] for area in areas if area in first)
        behind = lessons[:many] if kind is ProposalKind.CONTENT else lessons[-many:] if many else []
        known = Proposal.objects.filter(course=course, kind=kind).exists()
        if known or not (obstacles or behind):
            continue
        results = tuple(dict.fromkeys((lesson.sitting_id, lesson.activity) for lesson in behind))
        new = NewProposal(kind, ability, text, tuple(lesson.pk for lesson in behind), obstacles, results)
        actions.propose(course, new, office)
        acts += 1
    return acts
