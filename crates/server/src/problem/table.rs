//! The table of codes: what each means to a machine, and what it tells a person.
//!
//! A detail says what happened, where, and what to do. `{}` is filled from the case at hand.

use axum::http::StatusCode;
use jinpai_engine::{Invalid, Locale};
use jinpai_model::Role;

use super::{About, policy_words};

struct Row {
    word: &'static str,
    status: u16,
    zh: [&'static str; 2],
    en: [&'static str; 2],
}

macro_rules! codes {
    ($($code:ident $word:literal $status:literal zh [$zh_title:literal, $zh:literal] en [$en_title:literal, $en:literal])+) => {
        /// Why a request was refused, for machines. The words stay the same between versions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($code),+ }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            const fn row(self) -> &'static Row {
                match self {
                    $(Self::$code => &Row {
                        word: $word, status: $status, zh: [$zh_title, $zh], en: [$en_title, $en],
                    }),+
                }
            }
        }
    };
}

codes! {
    BadCredentials "bad-credentials" 401
        zh ["登录失败", "账号或密码不对。请检查大小写后重试；忘记密码请联系店主重置。"]
        en ["Sign-in failed", "The login or the password is wrong. Check upper and lower case and try again, or ask the owner for a new password."]
    NotSignedIn "not-signed-in" 401
        zh ["尚未登录", "登录已失效或尚未登录，请重新登录。"]
        en ["Not signed in", "There is no valid sign-in, or it has ended. Please sign in again."]
    MustChangePassword "must-change-password" 403
        zh ["请先修改密码", "当前使用的是一次性密码，请先设置新密码，再使用其他功能。"]
        en ["Change the password first", "You signed in with a one-time password. Set your own password before anything else."]
    TooManyAttempts "too-many-attempts" 429
        zh ["尝试次数过多", "登录尝试过于频繁，请在 {} 秒后再试。"]
        en ["Too many attempts", "There were too many sign-in attempts. Try again in {} seconds."]
    TooManyRequests "too-many-requests" 429
        zh ["请求过于频繁", "操作过于频繁，请在 {} 秒后再试。"]
        en ["Too many requests", "There were too many requests. Try again in {} seconds."]
    TooManySockets "too-many-sockets" 429
        zh ["连接过多", "打开的连接太多。请关闭不用的页面，{} 秒后再试。"]
        en ["Too many connections", "Too many connections are open. Close pages you do not need and try again in {} seconds."]
    CsrfRefused "csrf-refused" 403
        zh ["页面已过期", "请求缺少页面令牌或令牌不对，未执行任何操作。请刷新页面后重试。"]
        en ["The page is out of date", "The x-csrf-token header is missing or wrong; nothing was done. Reload the page and try again."]
    ForeignOrigin "foreign-origin" 403
        zh ["来源不符", "请求来自其他网站的页面，未执行任何操作。若经反向代理访问，请把 public_url 设为浏览器中的地址。"]
        en ["Foreign origin", "The request came from a page of another site; nothing was done. Behind a proxy, set public_url to the address seen in the browser."]
    Forbidden "forbidden" 403
        zh ["权限不足", "此操作需要「{}」权限。请联系店主调整角色。"]
        en ["Not permitted", "This needs the role {}. Ask the shop's owner to change your role."]
    NotFound "not-found" 404
        zh ["未找到", "没有找到这个{}，它可能已被删除，或者不属于您的店铺。"]
        en ["Not found", "There is no such {} here; it may have been deleted, or it is not in one of your shops."]
    NoSuchPath "no-such-path" 404
        zh ["地址不存在", "没有这个地址。接口列表见 /api/openapi.json。"]
        en ["No such address", "There is nothing at this address. The API is listed in /api/openapi.json."]
    MethodNotAllowed "method-not-allowed" 405
        zh ["方法不支持", "这个地址不支持该请求方法，可用方法见 Allow 响应头。"]
        en ["Method not allowed", "This address does not take that method; the Allow header lists those it takes."]
    BadRequest "bad-request" 400
        zh ["请求有误", "请求的地址参数或格式有误：{}。请修正后重试。"]
        en ["Bad request", "A parameter or the form of the request is wrong: {}. Correct it and try again."]
    BadJson "bad-json" 400
        zh ["不是有效的 JSON", "请求内容不是有效的 UTF-8 JSON：{}。请修正后重试。"]
        en ["Not valid JSON", "The body is not valid JSON in UTF-8: {}. Correct it and try again."]
    WrongContentType "wrong-content-type" 415
        zh ["内容类型不对", "请把 Content-Type 设为 application/json；上传文件用 multipart/form-data。"]
        en ["Wrong content type", "Send Content-Type: application/json, or multipart/form-data for a file."]
    TooLarge "too-large" 413
        zh ["内容过大", "请求内容过大：JSON 不超过 256 KiB，上传文件不超过 32 MiB。请拆分后重试。"]
        en ["Too large", "The body is too large: JSON up to 256 KiB, files up to 32 MiB. Split it and try again."]
    Invalid "invalid" 422
        zh ["内容不符合要求", "有内容不符合要求，未保存。请按各项提示修改后重试。"]
        en ["Not acceptable", "A value is not acceptable; nothing was saved. Correct the named fields and try again."]
    InvalidShape "invalid-shape" 422
        zh ["字段不符合要求", "JSON 的字段不符合要求：{}。请对照 /api/openapi.json 修正。"]
        en ["Wrong fields", "The fields of the JSON are not as expected: {}. Compare with /api/openapi.json."]
    BlockedByCoach "blocked-by-coach" 422
        zh ["未发送：触及禁止规则", "这条消息触及禁止发送的规则，尚未发送。请按提示修改后再发。"]
        en ["Not sent: a rule forbids it", "The message breaks a rule that blocks sending; it was not sent. Change what is marked and send again."]
    BadRule "bad-rule" 422
        zh ["规则有误，未保存", "第 {} 行有误，规则没有保存，原有规则照常生效。请按各行提示修改后重试。"]
        en ["The rule is wrong; not saved", "Line {} is wrong; nothing was saved, and the rules go on as before. Mend the named lines and try again."]
    BadPolicy "bad-policy" 422
        zh ["策略有误", "第 {} 行有误，没有保存或启用，原来的策略照常执行。请按各行提示修改后重试。"]
        en ["The policy is wrong", "Line {} is wrong; nothing was saved or started, and the policy in force goes on. Mend the named lines and try again."]
    NotNewest "not-newest" 409
        zh ["已有更新的版本", "您编辑期间，同事保存了第 {} 版，您的改动还没有保存。请先和最新版比较，再决定是否保存。"]
        en ["There is a newer version", "While you were editing, somebody saved version {}; your changes are not saved. Compare with the newest version, then save again."]
    CannotDismiss "cannot-dismiss" 422
        zh ["禁止发送的提示不能忽略", "这条规则禁止发送，不能忽略。请修改措辞，或请主管调低这条规则的级别。"]
        en ["What blocks cannot be put aside", "This rule blocks sending and cannot be put aside. Change the words, or ask a lead to lower the rule."]
    NotYours "not-yours" 403
        zh ["只能由本人操作", "这条消息由其他人发送，只有发送者本人可以申诉或撤回。"]
        en ["Somebody else wrote this", "Only whoever wrote the message can take it back, or appeal against what was found in it."]
    BadFile "bad-file" 422
        zh ["文件无法读取", "无法读取这个文件：{}。请导出为 CSV 或 XLSX 后重新上传。"]
        en ["The file cannot be read", "This file cannot be read: {}. Export it as CSV or XLSX and upload it again."]
    NoFile "no-file" 400
        zh ["没有文件", "上传内容里没有名为 file 的文件，或上传中断。请重新选择文件。"]
        en ["No file", "The upload has no part named file, or it was cut off. Choose the file again."]
    PictureTooLarge "picture-too-large" 413
        zh ["图片太大", "图片超过 10 MB，没有传上去。请压缩或截取一部分后再试。"]
        en ["The picture is too large", "The picture has more than 10 MB and was not sent. Make it smaller or cut a part out, and send that."]
    TooManyPixels "too-many-pixels" 422
        zh ["图片尺寸太大", "图片超过 4000 万像素，没有传上去。请缩小后再试。"]
        en ["The picture has too many pixels", "The picture has more than 40 million pixels and was not sent. Make it smaller and send it again."]
    NotAPicture "not-a-picture" 422
        zh ["不是可用的图片", "只能发 JPG、PNG、WebP、GIF 图片，或 MP4、MOV 短视频，这个文件没有传上去。请换一个，或截图后再试。"]
        en ["Not a picture", "Only JPEG, PNG, WebP and GIF pictures and MP4 or MOV videos can be sent; this file was not. Choose another, or send a screenshot of it."]
    BrokenPicture "broken-picture" 422
        zh ["图片已损坏", "这张图片打不开，可能没有存完整，没有传上去。请重新保存或截图后再试。"]
        en ["The picture is damaged", "This picture cannot be opened, perhaps it was not saved whole; it was not sent. Save it again, or send a screenshot of it."]
    FilmTooLarge "film-too-large" 413
        zh ["视频太大", "视频超过 20 MB，没有传上去。请剪短一些，或用较低的清晰度重新拍一段。"]
        en ["The video is too large", "The video has more than 20 MB and was not sent. Cut it shorter, or take it again at a lower resolution."]
    FilmTooLong "film-too-long" 422
        zh ["视频太长", "视频超过 60 秒，没有传上去。请剪成 60 秒以内再发。"]
        en ["The video is too long", "The video is longer than 60 seconds and was not sent. Cut it to a minute and send that."]
    BrokenFilm "broken-film" 422
        zh ["视频打不开", "这段视频打不开，可能没有存完整，或不是 MP4、MOV 格式，没有传上去。请换成手机相册里的视频再发。"]
        en ["The video cannot be opened", "This video is damaged or is no plain MP4 or MOV file; it was not sent. Send one straight from the album of the phone."]
    NoSuchPart "no-such-part" 416
        zh ["没有这一段", "文件没有这么长，range 里的起点超出了结尾。请从头再取。"]
        en ["No such part", "The file is shorter than where the range begins. Fetch it from its beginning."]
    BadSignature "bad-signature" 401
        zh ["签名不符", "签名与内容不符。请核对店铺的 webhook 密钥，以及对「时间戳.请求体」的 HMAC-SHA256 计算。"]
        en ["The signature does not fit", "The signature does not fit the body. Check the shop's hook secret and that the HMAC-SHA256 is over timestamp, a dot, and the exact body."]
    StaleTimestamp "stale-timestamp" 401
        zh ["时间戳过期", "jinpai-timestamp 与服务器时间相差超过 5 分钟。请校准时钟，用当前时间重新签名后发送。"]
        en ["The time stamp is stale", "jinpai-timestamp is more than five minutes off. Set the clock right, sign again with the present time, and send."]
    ReplayedDelivery "replayed-delivery" 409
        zh ["投递编号重复", "这个 jinpai-delivery 已用于另一份内容。每个新事件请使用新的编号。"]
        en ["Delivery used before", "This jinpai-delivery came before with another body. Use a new id for each new event."]
    OutOfOrder "out-of-order" 409
        zh ["顺序不对", "消息 {} 的前一条（prev）还没有送到，本次投递未处理。请先送前一条，再送这一条。"]
        en ["Out of order", "What comes before message {} (its prev) has not arrived; nothing of this delivery was taken. Post that one first, then this one again."]
    IdUsedBefore "id-used-before" 409
        zh ["消息编号重复", "消息编号 {} 已用于另一段文字，本次投递未处理。每条新消息请使用平台给的新编号。"]
        en ["Message id used before", "Message id {} stands for other words already; nothing of this delivery was taken. Give each message the id its platform gave it."]
    AlreadyDone "already-done" 409
        zh ["已经处理过", "这一项已经处理过了（{}）。请刷新查看最新状态。"]
        en ["Already done", "This was settled before ({}). Reload to see how it stands."]
    NoLongerFits "no-longer-fits" 409
        zh ["现在不合适发了", "情况变了，这一条没有发出：{}。"]
        en ["Not the time for it any more", "Things have changed and nothing was sent: {}."]
    Taken "taken" 409
        zh ["名称已被占用", "{} 已被占用，请换一个。"]
        en ["Already taken", "This {} is taken. Choose another."]
    NotASocket "not-a-socket" 426
        zh ["需要 WebSocket", "这个地址只接受 WebSocket 连接。经反向代理访问时，请让代理转发 Upgrade 请求头。"]
        en ["WebSocket only", "This address takes WebSocket connections only. Behind a proxy, let it pass the Upgrade header."]
    TimedOut "timed-out" 503
        zh ["处理超时", "服务器未能及时完成，请稍后重试。重复提交是安全的：同一 client_ref 只会生效一次。"]
        en ["Timed out", "The server could not finish in time. Try again shortly; a message with the same client_ref is taken once."]
    Unavailable "unavailable" 503
        zh ["暂时无法服务", "数据库暂时没有应答或服务正在停止，请稍后重试。"]
        en ["Not available now", "The database does not answer now, or the server is stopping. Try again shortly."]
    Internal "internal" 500
        zh ["服务器内部错误", "服务器出错，已写入日志。请稍后重试；若持续出现，请把时间告诉管理员。"]
        en ["Internal error", "The server failed and has written it to its log. Try again shortly; if it stays, tell whoever runs it the time."]
}

impl Code {
    pub const fn as_str(self) -> &'static str {
        self.row().word
    }

    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.row().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

const fn words(code: Code, locale: Locale) -> &'static [&'static str; 2] {
    match locale {
        Locale::Zh => &code.row().zh,
        Locale::En => &code.row().en,
    }
}

pub(super) const fn title(code: Code, locale: Locale) -> &'static str {
    words(code, locale)[0]
}

pub(super) fn detail(code: Code, about: &About, locale: Locale) -> String {
    let filling = match about {
        About::Nothing => match locale {
            Locale::Zh => "无法识别".to_owned(),
            Locale::En => "it cannot be understood".to_owned(),
        },
        About::Role(role) => role_word(*role, locale).to_owned(),
        About::Thing(thing) => thing_word(thing, locale).to_owned(),
        About::Note(note) => note.clone(),
        About::Reason(flow, reason) => jinpai_engine::why_in_general(*flow, *reason, locale),
        About::Number(number) => number.to_string(),
    };
    words(code, locale)[1].replace("{}", &filling)
}

const fn role_word(role: Role, locale: Locale) -> &'static str {
    match (role, locale) {
        (Role::Agent, Locale::Zh) => "客服",
        (Role::Lead, Locale::Zh) => "主管",
        (Role::Owner, Locale::Zh) => "店主",
        (role, Locale::En) => role.as_str(),
    }
}

fn thing_word(thing: &'static str, locale: Locale) -> &'static str {
    if locale == Locale::En {
        return thing;
    }
    match thing {
        "shop" => "店铺",
        "conversation" => "会话",
        "message" => "消息",
        "buyer" => "买家",
        "advice" => "下一步建议",
        "promise" => "承诺",
        "concession" => "让步申请",
        "decided" => "已经定了",
        "order" => "订单",
        "product" => "商品",
        "task" => "任务",
        "step" => "催付步骤",
        "person" | "member" => "成员",
        "login" => "账号",
        "sku" => "商品编码",
        "name" => "名称",
        "sent" => "已发送",
        "paid" => "已付款",
        "declined" => "已决定不发",
        "done" => "已完成",
        "expired" => "已过期",
        "closed" => "已关闭",
        "answered" => "已回答",
        "secret" => "密钥",
        "rule" => "规则",
        "policy" => "提醒策略",
        "provider" => "发送渠道",
        "address" => "联系方式",
        "link" => "退订链接",
        "taken" => "同事已在处理",
        "code" => "规则编号",
        "picture" => "图片",
        "rated" => "已评价",
        "phrase" => "快捷短语",
        "phrase code" => "快捷短语编码",
        "finding" => "质检结果",
        "dismissal" => "忽略记录",
        "allowed" => "已放行",
        "agreed" => "已认可",
        "overruled" => "已撤销",
        "appealed" => "已申诉",
        "changed" => "已被他人修改",
        _ => "内容",
    }
}

/// What is wrong with one field.
pub(super) fn reason(invalid: &Invalid, locale: Locale) -> String {
    if locale == Locale::En {
        return invalid.to_string();
    }
    match invalid {
        Invalid::Empty => "不能为空".to_owned(),
        Invalid::TooLong { max } => format!("不能超过 {max} 个字"),
        Invalid::TooShort { min } => format!("至少需要 {min} 个字"),
        Invalid::Not { expected } => format!("格式不对（应为{}）", in_chinese(expected)),
        Invalid::LastOwner => "至少要保留一位店主".to_owned(),
        Invalid::Told { zh, .. } => (*zh).to_owned(),
        Invalid::Said { zh, .. } => zh.clone(),
    }
}

/// What is wrong in a rule or a policy. The parts that quote the rule stay as they are.
pub fn fault(reason: &str, locale: Locale) -> String {
    if locale == Locale::En {
        return reason.to_owned();
    }
    const PARTS: &[(&str, &str)] = &[
        ("unknown field", "没有这个字段："),
        ("missing field", "缺少字段："),
        ("expected one of", "可用的有"),
        ("unknown variant", "没有这个取值："),
        ("does not find its bad example", "没有查出自己的反例："),
        ("is called good, but", "被列为正例，但"),
        (" finds ", " 查出了 "),
        (" in it", ""),
        ("still found after the safe fix", "采用 safe 改写后仍被查出："),
        ("underlines", "标出的是"),
        ("regular expression", "正则表达式有误"),
        ("it looks for nothing", "没有写要查找的内容"),
        ("is already a built-in rule's", "已被内置规则使用"),
        ("is now a built-in rule's", "现已被内置规则使用"),
        ("the code of a rule stays as it is", "规则编号不能修改"),
        (
            "is not a rule code: three capital letters and three digits, such as",
            "不是规则编号：应为三个大写字母加三位数字，例如",
        ),
        (" says nothing", " 还没有写"),
        (
            "examples under [[bad]]; a rule needs",
            "个反例（[[bad]]），至少需要",
        ),
        (
            "examples under [[good]]; a rule needs",
            "个正例（[[good]]），至少需要",
        ),
        (" or more", " 个"),
        ("rule SHP", "规则 SHP"),
        ("pattern \"", "写法 \""),
        ("\", character ", "\"，字符 "),
        ("it is empty", "什么也没写"),
        (") is missing", "缺少 )"),
        ("] is missing", "缺少 ]"),
        ("} is missing", "缺少 }"),
        (
            "this bracket or bar has no opening (write \\ before it to mean it)",
            "这个括号或竖线没有开头；要找它本身，在前面加 \\",
        ),
        ("there is nothing before it to repeat", "前面没有可以重复的内容"),
        ("a character has to follow \\", "\\ 后面要有一个字"),
        ("so many repetitions are too many", "重复次数太多"),
        (
            "the numbers have to rise and stay at 60 or below",
            "两个数要前小后大，不超过 60",
        ),
        ("a number has to stand here", "这里要写一个数"),
        ("brackets are nested too deep", "括号套得太深"),
        ("after (? only ! and <! are known", "(? 后面只能是 ! 或 <!"),
        (
            "a look-around takes words and sets only",
            "前后条件里只能写词语和 [字集]",
        ),
        ("the set is empty", "[字集] 里什么也没写"),
        ("invalid type", "类型不对"),
        ("expected", "应为"),
    ];
    PARTS
        .iter()
        .chain(policy_words::PARTS)
        .fold(reason.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// What the engine and the handlers expect of a field, for Chinese readers. An expectation that is not listed stays
/// as it was written: better English than nothing.
fn in_chinese(expected: &'static str) -> &'static str {
    match expected {
        "1 to 200 characters" => " 1 到 200 个字",
        "1 to 64 visible ASCII characters" => " 1 到 64 个可见的英文字符",
        "a day such as 2026-11-21" => "日期，例如 2026-11-21",
        "a time of day such as 16:00" => "一天里的时间，例如 16:00",
        "a time zone such as Asia/Shanghai" => "时区，例如 Asia/Shanghai",
        "a login of 2 to 64 letters, digits or .-_@" => "登录名：2 到 64 个字母、数字或 .-_@",
        "a new password" => "新密码，不能和原来的一样",
        "a number of seconds from 10 to 3600" => " 10 到 3600 之间的秒数",
        "seven lists of hours, Monday first" => "七天的营业时间，从周一开始",
        "a number of seconds from 5 to 600" => " 5 到 600 之间的秒数",
        "a number of hours from 0 to 2400" => " 0 到 2400 之间的小时数",
        "a number of pieces of 0 or more" => "件数，0 或以上",
        "an amount of 0 fen or more" => "金额，0 或以上",
        "two numbers of days, the fewer first" => "两个天数，少的在前",
        "a list of origins such as https://shop.example" => "网址，每行一个，例如 https://shop.example",
        "either a product or an order" => "一件商品或一笔订单，只能选一个",
        "a number from 1 to 5" => " 1 到 5 之间的数",
        "a platform such as taobao" => "平台，例如 taobao",
        "a number from -100 to 100" => " -100 到 100 之间的数",
        "words to be let through" => "要放行的词语，至少含一个字",
        "words of the text" => "原文中的词语",
        "a day that is not before the first" => "不早于起始日的日期",
        "the next of a page" => "上一页给出的 next",
        "a number of days from 1 to 92" => " 1 到 92 之间的天数",
        "a span of at most 50,000 orders; choose fewer days" => "不超过 5 万笔订单的时间段，请减少天数",
        "an object" => "一组设置",
        "an address such as https://bridge.example/jinpai" => "网址，例如 https://bridge.example/jinpai",
        "a `next` that this shop has answered before" => "这家店铺应答过的 next",
        "shop or mine" => " shop（全店）或 mine（自己）",
        "a code of 1 to 14 lower-case letters and digits" => " 1 到 14 个小写字母或数字",
        "an answer to this kind of task" => "这类任务的回答",
        "a mobile number" => "手机号，例如 13800138000；带星号或转接号的不能用",
        "an e-mail address" => "邮箱地址，例如 name@example.com",
        "zh-CN or en" => " zh-CN 或 en",
        "an answer this buyer can be reached with: sent, paid or declined" => {
            "「已在平台发送」「已付款」或「不发」：这位买家不在聊天窗里"
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{About, Code, Locale, detail, title, words};

    #[test]
    fn every_code_tells_both_readers_what_and_what_to_do() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code:?} shares its word");
            assert!(
                code.status().is_client_error() || code.status().is_server_error(),
                "{code:?}"
            );
            let [zh, en] = [Locale::Zh, Locale::En].map(|locale| words(*code, locale));
            assert!(
                zh.iter()
                    .all(|text| text.chars().any(|c| ('一'..='鿿').contains(&c))),
                "{code:?}"
            );
            assert!(en.iter().all(|text| text.is_ascii()), "{code:?}");
            assert_eq!(
                zh[1].contains("{}"),
                en[1].contains("{}"),
                "{code:?} fills one language only"
            );
            assert!(
                zh[1].ends_with('。') && en[1].ends_with('.'),
                "{code:?} is not a sentence"
            );
        }
    }

    #[test]
    fn the_case_at_hand_fills_the_sentence() {
        let about = About::Thing("order");
        assert_eq!(
            detail(Code::NotFound, &about, Locale::Zh),
            "没有找到这个订单，它可能已被删除，或者不属于您的店铺。"
        );
        assert!(detail(Code::TooManyAttempts, &About::Number(30), Locale::En).contains("30 seconds"));
        assert_eq!(title(Code::Forbidden, Locale::En), "Not permitted");
    }
}
