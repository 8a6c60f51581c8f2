//! The one door through which a sender opens a line: where it may lead, and nothing else.
//!
//! A provider's address is typed by a person and may be wrong or meant to do harm (a page inside the shop's
//! network, a cloud's metadata service). So every line is opened here: the name is resolved, every address
//! it has is looked at, and the very address that was looked at is the one connected to, so that a name
//! which answers differently the second time gains nothing. Redirects are never followed by anyone.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    str::FromStr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName},
};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, lookup_host},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// How long resolving, connecting and the TLS greeting may take together.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// A host the owner names as hers although it is not public: `127.0.0.1:2525`, `sms.internal`, `[::1]:25`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Allowed {
    host: String,
    /// Any port when missing.
    port: Option<u16>,
}

impl FromStr for Allowed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a host, or host:port, or [IPv6]:port");
        let text = text.trim();
        let (host, port) = match (text.parse::<IpAddr>(), text.rsplit_once(':')) {
            (Ok(_), _) | (_, None) => (text, None),
            (Err(_), Some((host, port))) => (host, Some(port.parse().map_err(|_| wrong())?)),
        };
        let host = bare(host).to_ascii_lowercase();
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
        if host.is_empty() || !host.chars().all(sound) {
            return Err(wrong());
        }
        Ok(Self { host, port })
    }
}

impl TryFrom<String> for Allowed {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Allowed> for String {
    fn from(allowed: Allowed) -> Self {
        let host = match allowed.host.contains(':') {
            true => format!("[{}]", allowed.host),
            false => allowed.host,
        };
        match allowed.port {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }
    }
}

/// A line that was not opened. Nothing has left in any of these cases.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("{host} is not allowed: {why}")]
    Blocked { host: String, why: &'static str },
    #[error("{host} could not be reached: {why}")]
    NotReached { host: String, why: String },
}

/// Which hosts may be called. Public ones may; others must have been named.
#[derive(Clone)]
pub struct Guard {
    allowed: Vec<Allowed>,
    authorities: Vec<CertificateDer<'static>>,
    tls: Arc<ClientConfig>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard")
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

impl Guard {
    /// `allowed` are the hosts that may be called although they are not public, or without TLS.
    #[must_use]
    pub fn new(allowed: Vec<Allowed>) -> Self {
        Self::with_authorities(allowed, Vec::new())
    }

    /// The same, believing further certificate authorities besides the public ones: those of a provider
    /// inside the shop's own network. A certificate that cannot be read is left out, and so believed by
    /// nobody.
    #[must_use]
    pub fn with_authorities(allowed: Vec<Allowed>, authorities: Vec<CertificateDer<'static>>) -> Self {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        roots.add_parsable_certificates(authorities.iter().cloned());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks every default version of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            allowed,
            authorities,
            tls: Arc::new(config),
        }
    }

    /// The further authorities, for a protocol that begins TLS by itself.
    pub(super) fn authorities(&self) -> &[CertificateDer<'static>] {
        &self.authorities
    }

    /// Whether the owner named this host.
    #[must_use]
    pub fn names(&self, host: &str, port: u16) -> bool {
        let host = bare(host).to_ascii_lowercase();
        let named = |allowed: &Allowed| allowed.host == host && allowed.port.is_none_or(|only| only == port);
        self.allowed.iter().any(named)
    }

    /// The addresses of a host that may be called.
    ///
    /// # Errors
    /// [`LineError::Blocked`] when any of its addresses is not public and the host was not named.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, LineError> {
        let not_reached = |why: String| LineError::NotReached {
            host: host.to_owned(),
            why,
        };
        let found: Vec<SocketAddr> = match bare(host).parse::<IpAddr>() {
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => lookup_host((host, port))
                .await
                .map_err(|e| not_reached(e.to_string()))?
                .collect(),
        };
        if found.is_empty() {
            return Err(not_reached("the name has no address".to_owned()));
        }
        let named = self.names(host, port);
        // One private address among public ones is how a name is bent: all must be sound.
        for address in &found {
            if let Some(why) = forbidden(address.ip(), named) {
                return Err(LineError::Blocked {
                    host: host.to_owned(),
                    why,
                });
            }
        }
        Ok(found)
    }

    /// Opens a line, with TLS or without. Without TLS only to hosts that were named.
    ///
    /// # Errors
    /// [`LineError`]; nothing has left then.
    pub async fn line(&self, host: &str, port: u16, tls: bool) -> Result<Line, LineError> {
        if !tls && !self.names(host, port) {
            return Err(LineError::Blocked {
                host: host.to_owned(),
                why: "a line without TLS goes only to hosts that were named",
            });
        }
        self.open(host, port, tls).await
    }

    /// Opens a plain line on which TLS is begun by the protocol itself (`STARTTLS`), before anything of
    /// worth is said.
    ///
    /// # Errors
    /// [`LineError`]; nothing has left then.
    pub async fn line_for_upgrade(&self, host: &str, port: u16) -> Result<Line, LineError> {
        self.open(host, port, false).await
    }

    async fn open(&self, host: &str, port: u16, tls: bool) -> Result<Line, LineError> {
        let not_reached = |why: String| LineError::NotReached {
            host: host.to_owned(),
            why,
        };
        let open = async {
            let addresses = self.resolve(host, port).await?;
            let stream = TcpStream::connect(&*addresses)
                .await
                .map_err(|e| not_reached(e.to_string()))?;
            // What is sent is small and waited for.
            stream.set_nodelay(true).map_err(|e| not_reached(e.to_string()))?;
            if !tls {
                return Ok(Line::Plain(stream));
            }
            let name = ServerName::try_from(bare(host).to_owned())
                .map_err(|_| not_reached("not a name that a certificate can carry".to_owned()))?;
            let connector = TlsConnector::from(Arc::clone(&self.tls));
            let stream = connector.connect(name, stream).await;
            stream
                .map(|stream| Line::Tls(Box::new(stream)))
                .map_err(|e| not_reached(e.to_string()))
        };
        tokio::time::timeout(CONNECT_LIMIT, open)
            .await
            .unwrap_or_else(|_| Err(not_reached("no connection within ten seconds".to_owned())))
    }
}

/// Brackets are how a URL writes an IPv6 address, not part of it.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

/// Why an address may not be called, or nothing.
fn forbidden(ip: IpAddr, named: bool) -> Option<&'static str> {
    let ip = ip.to_canonical();
    let metadata = match ip {
        // 169.254.169.254 of most clouds lies in the link-local range below; this one does not.
        IpAddr::V4(ip) => ip.is_link_local() || ip == Ipv4Addr::new(100, 100, 100, 200),
        IpAddr::V6(ip) => ip.segments()[..2] == [0xfd00, 0x0ec2] || ip.is_unicast_link_local(),
    };
    if metadata {
        // Not even when named: nothing that takes messages lives there.
        return Some("it leads to a link-local or metadata address");
    }
    if named {
        return None;
    }
    let sound = match ip {
        IpAddr::V4(ip) => public_v4(ip),
        IpAddr::V6(ip) => public_v6(ip),
    };
    (!sound).then_some("it leads to an address that is not public, and was not named as allowed")
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let reserved = ip.is_private()
        || ip.is_loopback()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        // Shared by carriers; for benchmarks; for protocols.
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 192 && b == 0 && c == 0);
    !reserved
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    // 64:ff9b::/96 and 2002::/16 carry an IPv4 address inside, which is what would be reached.
    if segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return public_v4(inner(segments[6], segments[7]));
    }
    if segments[0] == 0x2002 {
        return public_v4(inner(segments[1], segments[2]));
    }
    // Only 2000::/3 is given out to the world; Teredo and documentation lie in it.
    let world = segments[0] & 0xe000 == 0x2000;
    let special = segments[0] == 0x2001 && (segments[1] < 0x200 || segments[1] == 0xdb8);
    world && !special
}

fn inner(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

/// An open line.
#[derive(Debug)]
pub enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Line {
    /// Who is at the other end.
    ///
    /// # Errors
    /// When the line is gone.
    pub fn peer(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(stream) => stream.peer_addr(),
            Self::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests;
