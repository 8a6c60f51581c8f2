//! The checks by name, what each asks for, and what to mend where it fails.

use crate::Lang;

macro_rules! checks {
    ($($name:ident = $word:literal, $asks_zh:literal, $asks_en:literal, $mend_zh:literal, $mend_en:literal;)+) => {
        /// One thing a bridge has to get right.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Check { $($name),+ }

        impl Check {
            /// Every check, in the order in which they run.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name for machines.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// What it asks for.
            #[must_use]
            pub const fn asks(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$name, Lang::ZhCn) => $asks_zh, (Self::$name, Lang::En) => $asks_en),+ }
            }

            /// What to mend.
            #[must_use]
            pub const fn mend(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$name, Lang::ZhCn) => $mend_zh, (Self::$name, Lang::En) => $mend_en),+ }
            }
        }
    };
}

checks! {
    SignedPage = "signed-page",
        "签名正确的一页收下，答 2xx", "a rightly signed page is taken with a 2xx",
        "用密钥对“时间戳.请求体原文”算 HMAC-SHA256，与 jinpai-signature 比较；地址要接受 POST 和 JSON",
        "compare jinpai-signature with the HMAC-SHA256 of the timestamp, a dot and the exact bytes of the body; the address must take a POST of JSON";
    WrongSecret = "wrong-secret",
        "别的密钥签的一页拒绝", "a page signed with another secret is refused",
        "先验签名，再读内容；不对就答 401", "verify the signature before reading anything, and answer 401";
    Unsigned = "unsigned",
        "没有签名的一页拒绝", "a page without a signature is refused",
        "没有 jinpai-signature 也要答 401", "answer 401 when jinpai-signature is missing";
    StaleTimestamp = "stale-timestamp",
        "十分钟前签的一页拒绝", "a page signed ten minutes ago is refused",
        "时间戳差五分钟以上的不收，别人截下来的旧请求就没有用", "refuse a timestamp more than five minutes off, so that an old request is worth nothing to whoever kept it";
    FutureTimestamp = "future-timestamp",
        "时间在十分钟后的一页拒绝", "a page signed ten minutes ahead is refused",
        "时间戳往前、往后都要查", "look at the timestamp in both directions";
    OtherBody = "other-body",
        "签的和发的不是一份，拒绝", "a signature of another body is refused",
        "签名要对收到的原始字节算，不要对解析后再写出的 JSON 算", "sign the bytes as they came, not JSON that was read and written again";
    Receipt = "receipt",
        "说出去之后送来回执", "a receipt is told for what was said",
        "每条 message 说完后，向 /hooks/v1/channel/{shop} 报一个 receipt：delivered、read 或 failed", "after each message tell a receipt to /hooks/v1/channel/{shop}: delivered, read or failed";
    RepeatedPage = "repeated-page",
        "同一页再来一次，照样答 2xx，不说第二遍", "the same page again is answered with a 2xx and not said twice",
        "记下做到的 seq，做过的跳过，照样答 2xx；否则 Jinpai 会一直重发", "keep the seq that is done, pass over what was done, and answer 2xx all the same: otherwise it is posted again and again";
    OlderPage = "older-page",
        "迟到的旧页照样答 2xx", "an older page that comes late is answered with a 2xx",
        "seq 不大于已做到的，跳过就好，不要报错", "an item whose seq is done is passed over and no error";
    SentAgain = "sent-again",
        "again 的消息再说一次，再报回执", "a message with again is said once more, with a receipt",
        "按 seq 认重复，不要按 message：再送一次时 message 相同、seq 更大", "tell repetitions by seq and not by message: sent again it has the same message and a greater seq";
    LongMessage = "long-message",
        "4000 字的消息收下", "a message of 4,000 characters is taken",
        "请求体至少收到 256 KiB；平台更短的话，分几条说", "take bodies of at least 256 KiB; where the platform is shorter, say it in parts";
    FullPage = "full-page",
        "一百项的一页收下", "a page of 100 items is taken",
        "15 秒内答复：先存下来就答 2xx，再慢慢做", "answer within 15 seconds: keep the page, answer 2xx, then do it";
    UnknownKind = "unknown-kind",
        "不认识的项和字段跳过，其余照做", "a kind and a field of a later version are passed over",
        "type 不认识就跳过，多出来的字段不管", "pass over a type you do not know, and fields too";
    OtherKinds = "other-kinds",
        "read、recalled、closed 收下", "read, recalled and closed are taken",
        "平台做不到的也答 2xx，当作做完", "answer 2xx also for what the platform cannot do";
    EmptyPage = "empty-page",
        "空页收下", "an empty page is taken",
        "没有 items 也答 2xx，记下 next", "answer 2xx without items too, and keep next";
    RepeatsAfterFailure = "repeats-after-failure",
        "Jinpai 答 503 时，过一会儿再报一次", "what was answered with 503 is told again",
        "没有得到 2xx 的投递要留着，隔几秒重试", "keep a delivery until a 2xx, and try again after some seconds";
    OwnSignature = "own-signature",
        "报过来的都签对了，字段也对", "all it told was rightly signed and well formed",
        "见 docs/channel-api.md 的签名一节，那里有可以对照的例子", "see Signing in docs/channel-api.md, which has an example to compare with";
    DeliveryIds = "delivery-ids",
        "一个投递号只对应一份内容", "a delivery id stands for one body",
        "每次新投递换一个 jinpai-delivery；只有原样重发才用旧的", "give each new delivery its own jinpai-delivery; the old one is for the same bytes only";
}
