"""Contents of kinds whose fields must fit one another, for walks made up by chance."""

from typing import Any

_CHOICES = ["Một", "Hai", "Ba"]
_MOVES = [{"text": words, "effects": [{"variable": "x", "by": by}]} for words, by in (("Một", 1), ("Hai", -1))]
WRITTEN: dict[str, list[dict[str, Any]]] = {
    "situation": [
        {
            "title": "Một màn",
            "story": ["Kể"],
            "task": "?",
            "minutes": 5,
            "view": "Ý kiến",
            "choices": [{"text": words} for words in _CHOICES],
            "developments": ["Một", "Hai"],
        },
        {
            "title": "Nhiều lượt",
            "story": ["Kể"],
            "task": "?",
            "minutes": 25,
            "view": "Ý kiến",
            "choices": _MOVES,
            "variables": [
                {"code": "x", "title": "Người", "start": 2, "low": 0, "high": 4, "unit": "người"},
                {"code": "y", "title": "Ẩn", "start": 0, "low": 0, "high": 1, "shown": False},
            ],
            "turns": [
                {"code": "2", "task": "Chọn", "form": "several", "choices": [*_MOVES, {"text": "Ba"}], "most": 2},
                {"code": "3", "task": "Chia", "form": "share", "choices": _MOVES, "total": 10, "unit": "người"},
                {"code": "4", "task": "Viết", "form": "text"},
            ],
            "developments": [
                {"code": "a", "text": "Theo giờ", "after": 1, "turn": "2"},
                {"code": "b", "text": "Có điều kiện", "turn": "3", "when": [{"decision": "1", "value": 1}]},
                {
                    "code": "c",
                    "text": "Cả hai",
                    "after": 2,
                    "turn": "4",
                    "when": [{"variable": "x", "value": 1, "op": "≥"}],
                },
                {"code": "d", "text": "Bằng tay", "effects": [{"variable": "y", "by": 1}]},
            ],
            "endings": [
                {"code": "1", "title": "Đủ", "text": "Đủ người", "when": [{"variable": "x", "value": 3, "op": "≥"}]},
                {"code": "2", "title": "Thường", "text": "Như thường"},
            ],
            "roles": [{"title": "Chủ tịch", "words": "quyết định"}],
            "documents": ["Bảng"],
            "debrief": ["Vì sao?"],
            "basis": ["Văn bản giả định"],
            "mark": "minh họa",
        },
    ],
    "poll": [
        {"title": "Một", "question": "?", "choices": _CHOICES},
        {"title": "Nhiều", "question": "?", "choices": _CHOICES, "form": "several", "most": 2},
        {"title": "Thang", "question": "?", "choices": _CHOICES, "form": "scale", "anonymous": True},
        {"title": "Thứ tự", "question": "?", "choices": _CHOICES, "form": "ranking", "answers": "rooms"},
    ],
    "test": [
        {
            "title": "Một",
            "questions": [{"code": "a", "text": "?", "right": [2], "choices": _CHOICES}],
            "when": "before",
        },
        {
            "title": "Hai",
            "questions": [{"code": "a", "text": "?", "right": [1, 3], "form": "several", "choices": _CHOICES}],
            "minutes": 10,
        },
        {
            "title": "Ba",
            "questions": [
                {"code": "a", "text": "?", "right": [2], "form": "true_false"},
                {"code": "b", "text": "?", "right": [1], "choices": _CHOICES},
            ],
        },
    ],
}
