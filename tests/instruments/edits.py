"""Edits of the first topic as an author makes them: the wording of one line, or how one word is said."""

from __future__ import annotations

import random

EDITS = (
    ("情報を選ぶ*ゲート機構*", "情報を絞る*ゲート機構*"),
    ("情報を選ぶ*ゲート機構*", "信号を選ぶ*ゲート機構*"),
    ("情報を選ぶ*ゲート機構*", "流れを決める*ゲート機構*"),
    ('"情報を入れる*入力ゲート*"', '"記憶に加える*入力ゲート*"'),
    ('"情報を入れる*入力ゲート*"', '"情報を足すのは*入力ゲート*"'),
    ('"情報を入れる*入力ゲート*"', '"情報を取り込む*入力ゲート*"'),
    ('"情報を出す*出力ゲート*"', '"記憶を出す*出力ゲート*"'),
    ('["情報を出すのは*出力ゲート*", "情報を出す*出力ゲート*"]', '["情報を見せる*出力ゲート*"]'),
    ('"記憶を消すのは*忘却ゲート*", ', ""),
    ('"記憶を消すのは*忘却ゲート*", ', '"記憶を捨てるのは*忘却ゲート*", '),
    ("LSTMと比べると/パラメータの総数が*少ない*", "LSTMと比べれば/パラメータの総数が*少ない*"),
    ("LSTMと比べると/パラメータの総数が*少ない*", "LSTMに比べて/パラメータの数が*少ない*"),
    ("過去を無視する*リセットゲート*", "過去を忘れる*リセットゲート*"),
    ("過去を無視する*リセットゲート*", "過去を薄くする*リセットゲート*"),
    ("入力・忘却 兼ねる*更新*", "忘却・入力 兼ねる*更新*"),
    ("入力・忘却 兼ねる*更新*", "入力と忘却を兼ねる*更新*"),
    ('CEC = "シーイーシ\'ー"', 'CEC = "シ\'ーイーシー"'),
    ('GRU = "ジーアールユ\'ー"', 'GRU = "ジーア\'ールユー"'),
    ('"隠れ状態" = "カクレジョ\'ータイ"', '"隠れ状態" = "カクレジョータイ"'),
    ("水道の蛇口のように、", "水道の栓のように、"),
)


def edit_topic(text: str, number: int) -> str:
    """Return the fact file of the first topic with edit `number` of a shuffled order."""
    order = random.Random(18).sample(EDITS, len(EDITS))
    old, new = order[number % len(order)]
    if old not in text:
        raise ValueError(f"the topic no longer holds {old}")
    return text.replace(old, new, 1)
