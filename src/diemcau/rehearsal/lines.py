"""What virtual rooms say: neutral sentences on facts and practice, invented for rehearsals."""

REASONS = (
    "Làm đúng thẩm quyền, có người chịu trách nhiệm và thời hạn rõ ràng.",
    "Giải quyết ngay việc của dân, đồng thời báo cáo cấp trên để được hướng dẫn.",
    "Cần kiểm tra hồ sơ gốc trước khi kết luận, tránh phải làm lại.",
    "Phân công lại trong nội bộ trước, chỉ đề nghị hỗ trợ khi đã dùng hết nguồn lực tại chỗ.",
    "Công khai cho người dân biết việc đang ở khâu nào và khi nào xong.",
    "Ưu tiên an toàn của người dân, các việc khác thực hiện sau.",
    "Phối hợp với Mặt trận và các đoàn thể để nắm tình hình trước khi quyết định.",
    "Ghi biên bản, lưu hồ sơ để sau này đối chiếu.",
    "Thống nhất một đầu mối tiếp nhận để người dân không phải đi lại nhiều lần.",
    "Tổ chức họp ngắn với các bộ phận liên quan rồi thông báo bằng văn bản.",
)
QUESTIONS = (
    "Khi hồ sơ thuộc hai lĩnh vực thì bộ phận nào chủ trì tiếp nhận?",
    "Thời hạn giải quyết tính từ lúc nộp trực tuyến hay từ lúc nhận đủ bản giấy?",
    "Xã chưa có cán bộ chuyên trách thì ai ký xác nhận nội dung này?",
    "Hồ sơ của đơn vị cũ chưa bàn giao xong thì tra cứu ở đâu?",
    "Có mẫu biên bản bàn giao thống nhất để các xã dùng chung không?",
    "Khi đường truyền bị ngắt trong giờ tiếp dân thì xử lý thế nào cho đúng quy trình?",
    "Kinh phí duy trì thiết bị phòng họp trực tuyến lấy từ nguồn nào?",
    "Việc ủy quyền cho trưởng phòng chuyên môn cần văn bản nào?",
    "Số liệu báo cáo của hai hệ thống khác nhau thì dùng số liệu nào?",
    "Người dân ở thôn xa trung tâm có thể nộp hồ sơ tại điểm tiếp nhận lưu động không?",
)
OBSTACLES = (
    ("thu_tuc_hanh_chinh", "Hệ thống tiếp nhận hồ sơ hay bị chậm vào đầu giờ sáng, người dân phải chờ lâu."),
    ("to_chuc_bien_che", "Khối lượng việc tăng nhưng chưa bố trí đủ người làm công tác chuyên môn."),
    ("dat_dai_moi_truong", "Bản đồ và sổ địa chính của các đơn vị cũ chưa thống nhất, khó tra cứu."),
    ("chuyen_doi_so", "Cán bộ phải nhập cùng một số liệu vào nhiều phần mềm."),
    ("co_so_vat_chat", "Trụ sở phân tán ở hai nơi, việc trình ký mất nhiều thời gian."),
    ("tai_chinh", "Chưa rõ cách quyết toán các khoản chuyển tiếp từ đơn vị cũ."),
    ("van_hoa_xa_hoi", "Danh sách đối tượng bảo trợ của các đơn vị cũ còn trùng và thiếu."),
    ("mat_tran_doan_the", "Hoạt động của các chi hội sau sắp xếp chưa có địa điểm sinh hoạt ổn định."),
    ("xay_dung_dang", "Việc chuyển sinh hoạt của đảng viên ở nơi khác về còn vướng về hồ sơ."),
    ("quoc_phong_an_ninh", "Lực lượng ở thôn, bản xa thiếu phương tiện liên lạc khi có mưa lũ."),
)
# One for the situation of each topic of the demo programme, in order.
LESSONS = (
    "Xác nhận hiện trạng hồ sơ bằng biên bản và làm trước việc có hạn giúp xử lý nhanh hơn là làm lại.",
    "Đối chiếu danh sách và niêm yết trước khi trao giúp tránh trùng, sót.",
    "Một đầu mối chịu trách nhiệm và thông báo tiến độ làm giảm số lần người dân phải đi lại.",
    "Sắp xếp lại việc và phối hợp trong nội bộ trước khi đề nghị hỗ trợ thêm người.",
    "Kiểm tra thẩm quyền và kế hoạch đã thống nhất trước, quyết định sau, ghi lại lý do.",
    "Phân loại hồ sơ theo hạn, hẹn rõ ngày với người dân và xin ý kiến cấp trên sớm.",
    "Xác minh qua kênh chính thức rồi thông báo sớm, rõ ràng cho người dân.",
    "Khi có tình huống khẩn cấp, bảo đảm an toàn của người dân trước rồi hoàn thiện thủ tục.",
)
FLOOR = (
    "Kinh nghiệm sắp xếp bộ phận tiếp nhận hồ sơ",
    "Cách phân công khi thiếu cán bộ chuyên môn",
    "Phối hợp giữa các xã giáp ranh",
    "Tổ chức tiếp nhận hồ sơ lưu động tại thôn",
)
NOTES = ("Đi công tác theo lịch đã báo cáo.", "Có giấy xin phép.", "Trực tại cơ quan.")
CORRECTION = "Đếm thiếu người đến sau giờ khai mạc."
TROUBLES = ("no_sound", "no_picture", "link_lost", "power")
# Notes of a discussion, and answers to an open question.
THOUGHTS = (
    "Lập danh mục việc theo hạn, mỗi việc một người chịu trách nhiệm.",
    "Họp ngắn đầu tuần để rà việc chậm, ghi rõ vướng ở khâu nào.",
    "Dùng chung một sổ theo dõi hồ sơ giữa các bộ phận.",
    "Hướng dẫn người dân nộp trực tuyến ngay tại nơi tiếp nhận.",
    "Cử người trực điện thoại vào giờ nghỉ để trả lời người dân.",
    "Đề nghị cấp trên tập huấn theo từng lĩnh vực, bằng hồ sơ thật.",
    "Sắp xếp lại chỗ làm việc để bộ phận tiếp nhận ở tầng một.",
    "Chuyển hồ sơ giữa hai trụ sở theo lịch cố định trong ngày.",
    "Phân công người thay khi cán bộ chuyên môn đi vắng.",
    "Niêm yết quy trình và thời hạn để người dân tự theo dõi.",
)
SURVEY = (
    "Đề nghị gửi tài liệu trước buổi học ít nhất hai ngày.",
    "Tình huống sát việc ở xã; nên có thêm thời gian thảo luận.",
    "Đường truyền có lúc chậm, hình ảnh đôi khi dừng.",
    "Nên có thêm ví dụ về hồ sơ thực tế.",
)
ESSAY = (
    "Qua chuyên đề, tôi nắm rõ hơn các bước tiếp nhận và trả kết quả; ở đơn vị, tôi sẽ rà lại các hồ sơ quá hạn.",
    "Điều áp dụng được ngay là phân công một đầu mối cho mỗi việc; còn khó vì thiếu người ở bộ phận chuyên môn.",
)
NOTICE = "Giờ giải lao kéo dài thêm 5 phút. Đề nghị các điểm cầu kiểm tra âm thanh trước khi vào mục tiếp theo."
SPEAKER = "Đại diện Ban Tổ chức lớp học"
SPEECH = "Nêu mục tiêu của lớp, lịch học và cách trao đổi giữa các điểm cầu."
UNFIT = "Đường truyền dự phòng chưa hoạt động, đã báo đơn vị viễn thông."
