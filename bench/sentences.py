"""Sentences as rooms write them: invented, of a dozen ideas, each worded in many ways. Same seed, same sentences."""

from collections.abc import Iterator
from random import Random

IDEAS = (
    (("Tăng thêm người", "Bố trí thêm cán bộ", "Điều thêm công chức"), ("trực bộ phận một cửa", "tiếp nhận ở một cửa")),
    (("Phát phiếu hẹn giờ", "Hẹn giờ trả kết quả", "Đặt lịch hẹn trước"), ("để bà con đỡ phải chờ", "cho người dân")),
    (
        ("Cử tổ lưu động", "Cử người", "Tổ chức đoàn"),
        ("về thôn nhận hồ sơ tại nhà", "đến tận thôn giúp người cao tuổi"),
    ),
    (
        ("Nhờ tổ công nghệ số cộng đồng", "Huy động đoàn viên thanh niên"),
        ("hướng dẫn nộp trực tuyến", "giúp bà con nộp qua mạng"),
    ),
    (
        ("Báo cáo Ủy ban nhân dân tỉnh", "Kiến nghị với tỉnh", "Xin ý kiến sở chuyên môn"),
        ("để được hướng dẫn", "trước khi làm"),
    ),
    (("Sơ tán", "Di dời", "Khẩn trương đưa"), ("các hộ dân ở vùng ngập", "người già, trẻ em ra khỏi vùng trũng")),
    (
        ("Thông báo trên loa truyền thanh", "Thông tin qua nhóm Zalo của thôn"),
        ("để dân biết", "cho từng gia đình nắm rõ"),
    ),
    (("Rà soát lại hồ sơ đất đai", "Kiểm tra hồ sơ địa chính"), ("còn tồn đọng", "chuyển từ huyện cũ về")),
    (
        ("Họp ban chỉ đạo ngay trong buổi sáng", "Triệu tập họp khẩn"),
        ("để phân công từng đồng chí", "giao việc rõ người"),
    ),
    (("Giữ nguyên lịch làm việc", "Không thay đổi kế hoạch"), ("và theo dõi thêm", "chờ tình hình rõ hơn")),
    (("Mượn phòng của nhà văn hóa", "Sử dụng hội trường thôn"), ("làm nơi tiếp dân tạm", "để tiếp nhận hồ sơ")),
    (
        ("Đề nghị công an xã", "Phối hợp với lực lượng an ninh cơ sở"),
        ("cảnh báo lừa đảo", "giữ trật tự nơi đông người"),
    ),
)
WHY = (
    "vì biên chế còn thiếu",
    "trong tuần đầu tháng",
    "sau đó rút kinh nghiệm",
    "ưu tiên người có công",
    "do đường truyền không ổn định",
    "bảo đảm đúng thời hạn quy định",
    "cử lãnh đạo trực cả ngày nghỉ",
    "",
    "",
    "",
)


ELSEWHERE = ("rừng", "suối", "chè", "lúa", "cá", "tôm", "muối", "đò", "cầu", "chợ")


def sentences(number: int, seed: int) -> Iterator[tuple[int, str]]:
    """So many sentences, each with the number of its idea; one in a hundred of an idea of its own (-1)."""
    chance = Random(seed)
    for n in range(number):
        if chance.random() < 0.01:
            yield -1, f"Chuyện riêng số {n}: {' '.join(chance.choices(ELSEWHERE, k=6))}"
            continue
        idea = chance.randrange(len(IDEAS))
        start, end = (chance.choice(part) for part in IDEAS[idea])
        yield idea, " ".join(filter(None, (start, end, chance.choice(WHY))))
