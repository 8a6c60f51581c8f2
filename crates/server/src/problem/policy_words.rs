//! What may be wrong in a reminder policy, for Chinese readers. Names of fields stay as they are written.

/// English parts and what stands for them; a part that is not listed stays, better English than nothing.
pub(super) const PARTS: &[(&str, &str)] = &[
    ("this build reads version 1", "目前只支持 version = 1"),
    ("a policy needs a name", "请给策略起个名字"),
    ("write zh-CN or en", "请写 zh-CN 或 en"),
    (
        "low_below_fen must lie between 0 and middle_below_fen",
        "low_below_fen 要大于 0、小于 middle_below_fen",
    ),
    ("at most 5 reminders an order", "每笔订单最多 5 次"),
    (
        "name at least one stretch, in order and without overlap",
        "至少写一个时段，按先后排列、互不重叠",
    ),
    (
        "name at least one peak, in order",
        "至少写一个高峰时段，按先后排列",
    ),
    ("at most 60 minutes", "最多 60 分钟"),
    ("must not exceed first_after_min", "不能大于 first_after_min"),
    ("longer than a month", "超过了一个月"),
    ("between 1 and 31 days", "应在 1 到 31 天之间"),
    ("between 1 and 366 days", "应在 1 到 366 天之间"),
    ("0 would exclude every buyer", "填 0 会把所有买家都排除"),
    ("0 would exclude every order", "填 0 会把所有订单都排除"),
    (
        "0 would exclude on no sign at all",
        "填 0 会无缘无故地排除所有订单",
    ),
    ("at most 50 percent", "最多 50%"),
    ("at most 366 days", "最多 366 天"),
    (
        "name at least one channel, and each once",
        "至少写一个渠道，每个只写一次",
    ),
    ("between a minute and a year", "应在 1 分钟到 1 年之间"),
    ("between 1 and 10 parts", "应在 1 到 10 条之间"),
    ("between 1 and 4,000 characters", "应在 1 到 4000 个字之间"),
    ("between 1 and 200 characters", "应在 1 到 200 个字之间"),
    ("a promotion must show the way out", "营销短信必须写明退订方式"),
    (
        "an empty word stands in every text",
        "空的词在每句话里都有，请删掉",
    ),
    ("amounts are not below 0", "金额不能小于 0"),
    ("an example needs a name", "请给例子起个名字"),
    ("between 1 fen and a million yuan", "应在 1 分到 100 万元之间"),
    ("between 1 and 10,000", "应在 1 到 10000 之间"),
    ("between 1 and 2,400 hours", "应在 1 到 2400 小时之间"),
    ("not before the order", "不能早于下单"),
    ("at most 20 earlier orders of a kind", "先前的订单每种最多 20 笔"),
    ("at most 100 examples", "最多 100 个例子"),
    (
        "is not UTF-8; save the file as UTF-8",
        "不是 UTF-8 编码，请另存为 UTF-8",
    ),
    (
        "is not a stretch of the day such as 08:00-22:30",
        "不是时段，应写成 08:00-22:30 这样",
    ),
    (
        "ends before it starts; write two stretches to cross midnight",
        "结束早于开始；要跨过零点，请分成两段写",
    ),
    ("the example", "例子"),
    (" comes out otherwise: ", "的结果与预期不同："),
    ("undefined value", "用了不存在的事实"),
    ("duplicate key", "重复写了"),
    ("invalid value", "取值不对"),
];
