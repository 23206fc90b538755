"""Three invented papers that use everything a paper can hold: a commune's, an academy's draft, a nasty one."""

from diemcau.base.words import say
from diemcau.reports.paper import (
    Annex,
    Bar,
    Bars,
    Bold,
    Bullets,
    Column,
    EmptyField,
    Figure,
    Head,
    HeadCell,
    Italic,
    Note,
    Paper,
    Paragraph,
    Part,
    Row,
    Section,
    Signature,
    Table,
)

MARK = say("paper.simulation")
CLASS = "lớp bồi dưỡng cập nhật kiến thức, kỹ năng đối với cán bộ lãnh đạo, quản lý xã, phường, đặc khu"
NASTY = "#evil[x] *đậm* _nghiêng_ <b>thẻ</b> @x $y$ `mã` \\ // | [a](b) & \"nháy\" 'đơn' = + -"
PROVINCES = (
    "Thành phố Hà Nội", "Thành phố Huế", "Tỉnh Cao Bằng", "Tỉnh Điện Biên", "Tỉnh Lai Châu", "Tỉnh Sơn La",
    "Tỉnh Lào Cai", "Tỉnh Tuyên Quang", "Tỉnh Lạng Sơn", "Tỉnh Quảng Ninh", "Tỉnh Thái Nguyên", "Tỉnh Phú Thọ",
    "Tỉnh Bắc Ninh", "Thành phố Hải Phòng", "Tỉnh Hưng Yên", "Tỉnh Ninh Bình", "Tỉnh Thanh Hóa", "Tỉnh Nghệ An",
    "Tỉnh Hà Tĩnh", "Tỉnh Quảng Trị", "Thành phố Đà Nẵng", "Tỉnh Quảng Ngãi", "Tỉnh Gia Lai", "Tỉnh Khánh Hòa",
    "Tỉnh Đắk Lắk", "Tỉnh Lâm Đồng", "Tỉnh Đồng Nai", "Thành phố Hồ Chí Minh", "Tỉnh Tây Ninh", "Tỉnh Đồng Tháp",
    "Tỉnh Vĩnh Long", "Tỉnh An Giang", "Thành phố Cần Thơ", "Tỉnh Cà Mau",
)  # fmt: skip


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def commune() -> Paper:
    """A State report of a commune: two bullets, a small table, bars, an empty field."""
    return Paper(
        head=Head("state", "Ủy ban nhân dân xã Phú Xuyên", "BC", "UBND", "Phú Xuyên", "Thành phố Hà Nội"),
        kind="BÁO CÁO",
        summary=f"Kết quả tham gia {CLASS}",
        addressees=("Học viện Chính trị quốc gia Hồ Chí Minh",),
        blocks=(
            Part("I. Khái quát"),
            Paragraph(
                (
                    "Thực hiện kế hoạch của lớp bồi dưỡng, từ ngày 06 đến ngày 08/9/2025, điểm cầu xã Phú Xuyên có ",
                    Figure("42", "site.invited"),
                    " đồng chí được triệu tập, ",
                    Figure("39", "site.present"),
                    " đồng chí có mặt (",
                    Figure("92,9%", "site.share"),
                    "), học đủ 06 buổi theo chương trình.",
                )
            ),
            Section("1. Thành phần"),
            Bullets(
                (
                    ("Thường trực Đảng ủy: ", Figure("03", "group.1"), " đồng chí;"),
                    (
                        "Ủy viên Ban Thường vụ Đảng ủy, Thường trực Hội đồng nhân dân, lãnh đạo Ủy ban nhân dân xã: ",
                        Figure("09", "group.2"),
                        " đồng chí;",
                    ),
                    ("Lãnh đạo các phòng, ban, cơ quan chức năng: ", Figure("27", "group.3"), " đồng chí."),
                )
            ),
            Section("2. Sĩ số từng buổi"),
            Table(
                caption="Bảng 1. Sĩ số đã chốt theo buổi",
                unit="người",
                columns=(
                    Column("TT", 0.5, "center"),
                    Column("Buổi", 3),
                    Column("Triệu tập", 1, "right"),
                    Column("Có mặt", 1, "right"),
                    Column("Ghi chú", 2),
                ),
                rows=(
                    Row(("1", "Sáng 06/9/2025", "42", Figure("41", "s1"), "")),
                    Row(("2", "Chiều 06/9/2025", "42", Figure("40", "s2"), "01 đồng chí dự thay")),
                    Row(("3", "Sáng 07/9/2025", "42", Figure("39", "s3"), "")),
                    Row(("", "Tổng lượt", "126", Figure("120", "sum"), ""), "total"),
                ),
            ),
            Note("Nguồn: nhật ký của lớp, tính đến 17 giờ 30 phút ngày 07/9/2025."),
            Bars(
                (
                    Bar("Hồ sơ đất đai", 21, "21"),
                    Bar("Dịch vụ công trực tuyến", 12, "12"),
                    Bar("Biên chế", 6, "6"),
                    Bar("Ý kiến khác", 0, "0"),
                ),
                caption="Hình 1. Khâu vướng nhất theo ý kiến của người học tại điểm cầu",
                unit="ý kiến",
            ),
            Part("II. Đánh giá"),
            EmptyField(
                "Ưu điểm, hạn chế và nguyên nhân",
                (
                    (Figure("92,9%", "site.share"), " người được triệu tập có mặt; buổi thấp nhất là sáng 07/9."),
                    "Hai lần mất kết nối, tổng cộng 11 phút; không ảnh hưởng đến điểm danh.",
                ),
            ),
            Part("III. Đề xuất, kiến nghị"),
            Paragraph("Đề nghị bổ sung tài liệu về tình huống tiếp công dân và gửi trước tài liệu ít nhất ba ngày."),
        ),
        recipients=("Như trên", "Thường trực Đảng ủy xã (để báo cáo)", "Lưu: VT, VP."),
        signature=Signature("Chủ tịch", "TM", "Ủy ban nhân dân"),
        simulation=MARK,
    )


def province_table() -> Table:
    rows = []
    for index, name in enumerate(PROVINCES):
        sites = 60 + 7 * index % 110
        invited = sites * 43 + index
        present = invited - 3 * index - 11
        share = f"{100 * present / invited:.1f}%".replace(".", ",")
        cells = (
            str(index + 1),
            name,
            dotted(sites),
            dotted(invited),
            Figure(dotted(present), f"present.{index}"),
            share,
        )
        rows.append(Row(cells))
    return Table(
        caption="Bảng 1. Sĩ số theo tỉnh, thành phố",
        unit="người",
        columns=(
            Column("TT", 0.6, "center"),
            Column("Tỉnh, thành phố", 3),
            Column("Điểm cầu", 1.2, "right"),
            Column("Triệu tập", 1.4, "right"),
            Column("Có mặt", 1.4, "right"),
            Column("Tỷ lệ", 1.1, "right"),
        ),
        rows=(*rows, Row(("", "Cả nước", "3.355", "170.112", "168.000", "98,8%"), "total")),
    )


def people_table(count: int) -> Table:
    """A learner list in the usual wide form: two heading rows, groups, dates in the column of the sex."""
    heads = (
        (
            HeadCell("TT", rows=2), HeadCell("Họ và tên", rows=2), HeadCell("Ngày, tháng, năm sinh", columns=2),
            HeadCell("Chức vụ, chức danh", rows=2), HeadCell("Đơn vị công tác", rows=2),
            HeadCell("Trình độ", columns=2), HeadCell("Thư điện tử", rows=2), HeadCell("Ghi chú", rows=2),
        ),
        (HeadCell("Nam"), HeadCell("Nữ"), HeadCell("Chuyên môn"), HeadCell("Lý luận chính trị")),
    )  # fmt: skip
    columns = (
        Column("TT", 0.5, "center"), Column("Họ và tên", 2.2),
        Column("Nam", 1.2, "center"), Column("Nữ", 1.2, "center"),
        Column("Chức vụ", 2.2), Column("Đơn vị", 2), Column("Chuyên môn", 1.2), Column("LLCT", 1.2),
        Column("Thư điện tử", 1.6), Column("Ghi chú", 1),
    )  # fmt: skip
    rows = [Row(("I. Đảng ủy",), "group")]
    for number in range(1, count + 1):
        if number == count // 2:
            rows.append(Row(("II. Ủy ban nhân dân",), "group"))
        rows.append(
            Row(
                (
                    str(number), f"Nguyễn Thị Bích {'Phượng' if number % 2 else 'Thủy'} (MP)",
                    "12/03/1979" if number % 2 else "", "" if number % 2 else "01/11/1984",
                    "Phó Trưởng phòng Văn hóa - Xã hội", "xã Phú Xuyên", "Thạc sĩ", "Cao cấp",
                    "nguyen.thi.bich.phuong.phong.van.hoa@phuxuyen.example.vn" if number == 3 else "", "",
                )
            )
        )  # fmt: skip
    return Table(columns=columns, rows=tuple(rows), head=heads, caption="Danh sách học viên điểm cầu xã Phú Xuyên")


def centre() -> Paper:
    """A Party-style draft of the centre: long names, 34 provinces, two annexes, one of them landscape."""
    long_paragraph = (
        "Lớp bồi dưỡng được tổ chức theo hình thức trực tiếp tại hội trường trung tâm kết hợp trực tuyến đến "
        "các điểm cầu cấp tỉnh và điểm cầu xã, phường, đặc khu trong phạm vi cả nước; nội dung thiết kế theo "
        "cấu trúc mở, coi trọng tình huống thực tiễn, trao đổi, thảo luận và rút ra bài học kinh nghiệm."
    )
    return Paper(
        head=Head(
            "party", "Học viện Chính trị quốc gia Hồ Chí Minh", "BC", "HVCTQG", "Hà Nội", "Ban Chấp hành Trung ương"
        ),
        kind="BÁO CÁO",
        summary=f"tổng kết {CLASS}",
        addressees=("Bộ Chính trị", "Ban Bí thư Trung ương Đảng"),
        blocks=(
            Part("I. Khái quát"),
            Paragraph(long_paragraph),
            Paragraph(
                (Bold("Mục tiêu: "), "cập nhật kiến thức mới; ", Italic("giải quyết khó khăn, vướng mắc từ cơ sở"), ".")
            ),
            Part("II. Kết quả tổ chức thực hiện"),
            Section("1. Học viên"),
            Paragraph(
                (
                    "Tổng số có mặt: ",
                    Figure("168.000", "present"),
                    " trên ",
                    Figure("170.112", "invited"),
                    " người được triệu tập.",
                )
            ),
            province_table(),
            Note("Nguồn: số liệu điểm cầu đã chốt; tỉnh, thành phố xếp theo mã."),
            Section("2. Khó khăn, vướng mắc"),
            Bars(
                tuple(
                    Bar(name, 3 * (34 - 2 * index), dotted(3 * (34 - 2 * index)))
                    for index, name in enumerate(PROVINCES[:8])
                ),
                caption="Hình 1. Khó khăn, vướng mắc đã ghi nhận ở tám tỉnh, thành phố đầu danh sách",
                unit="nội dung",
            ),
            Part("III. Đánh giá"),
            EmptyField("1. Ưu điểm", ("Tỷ lệ có mặt toàn lớp 98,8%.", long_paragraph)),
            EmptyField("2. Hạn chế, nguyên nhân", lines=6),
            Part("IV. Đề xuất, kiến nghị"),
            Paragraph(long_paragraph),
        ),
        recipients=(
            "Bộ Chính trị, Ban Bí thư (để báo cáo)",
            "Ban Tổ chức Trung ương",
            "Các đồng chí trong Ban Giám đốc",
            "Lưu: VT, Vụ Quản lý đào tạo",
        ),
        signature=Signature("Giám đốc", "TM", "Ban Giám đốc Học viện"),
        annexes=(
            Annex("Sĩ số theo tỉnh, thành phố", (province_table(),)),
            Annex("Danh sách học viên điểm cầu xã Phú Xuyên, thành phố Hà Nội", (people_table(30),), landscape=True),
        ),
        draft=True,
        simulation=MARK,
    )


def nasty() -> Paper:
    """Text that would be markup in one form or another, words without spaces, letters no font of ours has."""
    endless = "khôngcódấucách" * 14
    return Paper(
        head=Head(
            "state",
            NASTY,
            "BC",
            "A&B<c>",
            NASTY,
            "Ban Quản lý Khu kinh tế cửa khẩu quốc tế và các khu công nghiệp Đặc khu Phú Quốc",
        ),
        kind="BÁO CÁO",
        summary=NASTY,
        addressees=(NASTY, endless),
        blocks=(
            Part(NASTY),
            Section(NASTY),
            Paragraph((NASTY, Bold(NASTY), Italic(NASTY), Figure(NASTY, 'key"><script>'), "\nxuống dòng 😀 漢字")),
            Paragraph(endless),
            Bullets((NASTY, endless)),
            Table(
                caption=NASTY,
                unit=NASTY,
                columns=(Column(NASTY, 1), Column(endless, 1), Column("Số", 0.1, "right")),
                rows=(Row((NASTY, endless, "1.234.567")), Row((NASTY,), "group"), Row((NASTY, endless, "9"), "total")),
            ),
            Bars((Bar(NASTY, 3, NASTY[:9]), Bar(endless, 0)), caption=NASTY, unit=NASTY),
            EmptyField(NASTY, (NASTY, endless)),
            Note(NASTY),
        ),
        recipients=(NASTY, endless),
        signature=Signature(NASTY, "KT", NASTY),
        annexes=(Annex(NASTY, (Paragraph(NASTY),)),),
        draft=True,
        simulation=MARK,
    )
