//! The settings of a provider, and every fault of them at once, each with its field.

mod read;

use std::net::IpAddr;

use jinpai_model::Channel;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{EmailSpec, EmailTls, Guard, HttpSmsSpec, RateSpec, SmppSpec, WebhookSpec};
use crate::Lang;

/// Ten seconds: longer than a sound peer ever needs. A hand-over takes at most twice that and a little,
/// which lies within a worker's lease.
pub(super) const fn default_timeout_ms() -> u64 {
    10_000
}

/// The longest a hand-over may take with a provider's time limit: once to get there, once for the answer,
/// and what a goodbye or a window takes.
pub(super) fn longest_ms(timeout_ms: u64) -> i64 {
    i64::try_from(timeout_ms)
        .unwrap_or(i64::MAX)
        .saturating_mul(2)
        .saturating_add(2_000)
}

/// One provider's settings. In JSON and TOML `kind` says which: `smpp`, `http-sms`, `email`, `webhook`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ProviderSpec {
    Smpp(SmppSpec),
    HttpSms(HttpSmsSpec),
    Email(EmailSpec),
    Webhook(WebhookSpec),
}

/// What is wrong with a field, and what belongs there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecFault {
    /// Name of the field, with a dot where one lies in another: `templates.notice.code`.
    pub field: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl SpecFault {
    #[must_use]
    pub const fn sentence(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhCn => self.zh,
            Lang::En => self.en,
        }
    }
}

/// Collects faults.
struct Faults(Vec<SpecFault>);

impl Faults {
    fn unless(&mut self, sound: bool, field: &'static str, zh: &'static str, en: &'static str) {
        if !sound {
            self.0.push(SpecFault { field, zh, en });
        }
    }

    fn timeout(&mut self, timeout_ms: u64) {
        self.unless(
            (1_000..=60_000).contains(&timeout_ms),
            "timeout_ms",
            "超时须在 1000 到 60000 毫秒之间",
            "Must be 1,000 to 60,000 milliseconds",
        );
    }

    fn rate(&mut self, rate: Option<RateSpec>) {
        let sound = |n: u32| (1..=10_000).contains(&n);
        self.unless(
            rate.is_none_or(|rate| sound(rate.per_second) && rate.burst.is_none_or(sound)),
            "rate",
            "每秒条数和突发条数须在 1 到 10000 之间",
            "Messages a second and burst must be 1 to 10,000",
        );
    }

    fn url(&mut self, url: &Url, field: &'static str, guard: &Guard) {
        let named = || {
            let port = url.port_or_known_default().unwrap_or(80);
            url.host_str().is_some_and(|host| guard.names(host, port))
        };
        self.unless(
            url.host_str().is_some() && (url.scheme() == "https" || (url.scheme() == "http" && named())),
            field,
            "须为 https 网址；http 网址只能用于已允许的内部主机",
            "Must be an https address; http goes only to hosts that were allowed",
        );
        self.unless(
            url.username().is_empty() && url.password().is_none() && url.fragment().is_none(),
            field,
            "网址里不要写账号、密码或 #",
            "Leave out user, password and # from the address",
        );
    }

    fn host(&mut self, host: &str, plain: bool, port: u16, guard: &Guard) {
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']' | '_');
        self.unless(
            !host.is_empty() && host.len() <= 253 && host.chars().all(letters),
            "host",
            "须为主机名或 IP 地址，不带协议和路径",
            "Must be a host name or IP address, without scheme or path",
        );
        self.unless(
            !plain || guard.names(host, port),
            "tls",
            "不加密的连接只能用于已允许的内部主机",
            "A connection without TLS goes only to hosts that were allowed",
        );
    }
}

impl ProviderSpec {
    /// What the settings call the protocol.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Smpp(_) => "smpp",
            Self::HttpSms(_) => "http-sms",
            Self::Email(_) => "email",
            Self::Webhook(_) => "webhook",
        }
    }

    /// Whether messages of this channel can go by it.
    #[must_use]
    pub const fn serves(&self, channel: Channel) -> bool {
        match self {
            Self::Smpp(_) | Self::HttpSms(_) => matches!(channel, Channel::Sms),
            Self::Email(_) => matches!(channel, Channel::Email),
            Self::Webhook(_) => matches!(channel, Channel::Sms | Channel::Email),
        }
    }

    /// Whether it posts to our callback address.
    #[must_use]
    pub const fn calls_back(&self) -> bool {
        match self {
            Self::Webhook(_) => true,
            Self::HttpSms(spec) => spec.callback_secret.is_some(),
            Self::Smpp(_) | Self::Email(_) => false,
        }
    }

    #[must_use]
    pub const fn rate(&self) -> Option<RateSpec> {
        match self {
            Self::Smpp(spec) => spec.rate,
            Self::HttpSms(spec) => spec.rate,
            Self::Email(spec) => spec.rate,
            Self::Webhook(spec) => spec.rate,
        }
    }

    /// Every fault. None of them needs the network: whether a host may be called is asked again when it is.
    #[must_use]
    pub fn faults(&self, guard: &Guard) -> Vec<SpecFault> {
        let mut faults = Faults(Vec::new());
        faults.rate(self.rate());
        match self {
            Self::Smpp(spec) => smpp(&mut faults, spec, guard),
            Self::HttpSms(spec) => http_sms(&mut faults, spec, guard),
            Self::Email(spec) => email(&mut faults, spec, guard),
            Self::Webhook(spec) => webhook(&mut faults, spec, guard),
        }
        faults.0
    }
}

/// ASCII that fits a field of the protocol.
fn fits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

fn smpp(faults: &mut Faults, spec: &SmppSpec, guard: &Guard) {
    faults.timeout(spec.timeout_ms);
    faults.host(&spec.host, !spec.tls, spec.port, guard);
    faults.unless(
        fits(&spec.system_id, 1, 15),
        "system_id",
        "须为 1 到 15 个英文字符",
        "Must be 1 to 15 ASCII characters",
    );
    faults.unless(
        fits(spec.password.reveal(), 1, 8),
        "password",
        "须为 1 到 8 个英文字符（SMPP 协议最多 8 位）",
        "Must be 1 to 8 ASCII characters (SMPP has room for 8)",
    );
    faults.unless(
        fits(&spec.system_type, 0, 12),
        "system_type",
        "最多 12 个英文字符",
        "At most 12 ASCII characters",
    );
    faults.unless(
        fits(&spec.source, 1, 20),
        "source",
        "发送号码须为 1 到 20 个英文字符",
        "Must be a number or name of 1 to 20 ASCII characters",
    );
    faults.unless(
        (1..=1_000).contains(&spec.window),
        "window",
        "窗口须在 1 到 1000 之间",
        "Must be 1 to 1,000",
    );
    faults.unless(
        (1..=300).contains(&spec.enquire_link_seconds),
        "enquire_link_seconds",
        "心跳间隔须在 1 到 300 秒之间",
        "Must be 1 to 300 seconds",
    );
    faults.unless(
        spec.validity_minutes
            .is_none_or(|minutes| (1..=1_440).contains(&minutes)),
        "validity_minutes",
        "有效期须在 1 到 1440 分钟之间",
        "Must be 1 to 1,440 minutes",
    );
}

fn http_sms(faults: &mut Faults, spec: &HttpSmsSpec, guard: &Guard) {
    faults.timeout(spec.timeout_ms);
    faults.url(&spec.endpoint, "endpoint", guard);
    faults.unless(
        fits(&spec.access_key_id, 1, 128),
        "access_key_id",
        "请填写 AccessKey ID",
        "Enter the AccessKey id",
    );
    faults.unless(
        fits(spec.access_key_secret.reveal(), 1, 128),
        "access_key_secret",
        "请填写 AccessKey Secret",
        "Enter the AccessKey secret",
    );
    faults.unless(
        !spec.sign_name.trim().is_empty() && !spec.sign_name.contains(['【', '】']),
        "sign_name",
        "请填写已审核的签名，不带【】",
        "Enter the approved signature, without 【】",
    );
    let sound = |t: &super::TemplateSpec| fits(&t.code, 1, 64) && fits(&t.text_param, 1, 64);
    faults.unless(
        !spec.templates.is_empty() && spec.templates.values().all(sound),
        "templates",
        "至少填写一个模板，每个模板要有编号和正文变量名",
        "Enter at least one template, each with its code and the variable for the text",
    );
    faults.unless(
        spec.settles_ms
            >= i64::try_from(spec.timeout_ms)
                .unwrap_or(i64::MAX)
                .saturating_mul(2),
        "settles_ms",
        "须不小于超时的两倍",
        "Must be at least twice the timeout",
    );
    faults.unless(
        spec.callback_secret
            .as_ref()
            .is_none_or(|secret| secret.reveal().len() >= 16),
        "callback_secret",
        "回调密钥至少 16 个字符",
        "Must have at least 16 characters",
    );
}

fn email(faults: &mut Faults, spec: &EmailSpec, guard: &Guard) {
    faults.timeout(spec.timeout_ms);
    let plain = spec.tls == EmailTls::None;
    faults.host(&spec.host, plain, spec.port, guard);
    let here = spec.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()) || spec.host == "localhost";
    faults.unless(
        !plain || here || spec.password.is_none(),
        "tls",
        "有密码时必须使用加密连接",
        "With a password the connection must use TLS",
    );
    faults.unless(
        spec.username.is_some() == spec.password.is_some(),
        "password",
        "用户名和密码要一起填写",
        "User name and password go together",
    );
    let address = |text: &str| text.is_ascii() && text.parse::<lettre::Address>().is_ok();
    faults.unless(
        address(&spec.from),
        "from",
        "须为邮箱地址",
        "Must be an e-mail address",
    );
    for (field, value) in [
        ("reply_to", &spec.reply_to),
        ("unsubscribe_mail", &spec.unsubscribe_mail),
    ] {
        faults.unless(
            value.as_deref().is_none_or(address),
            field,
            "须为邮箱地址",
            "Must be an e-mail address",
        );
    }
}

fn webhook(faults: &mut Faults, spec: &WebhookSpec, guard: &Guard) {
    faults.timeout(spec.timeout_ms);
    faults.url(&spec.url, "url", guard);
    if let Some(url) = &spec.query_url {
        faults.url(url, "query_url", guard);
    }
    faults.unless(
        spec.secret.reveal().len() >= 16,
        "secret",
        "签名密钥至少 16 个字符",
        "Must have at least 16 characters",
    );
}

#[cfg(test)]
mod tests;
