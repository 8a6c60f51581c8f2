//! The walk through one SMTP session.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::ClientId,
};

use super::{EmailSpec, EmailTls, compose::Letter};
use crate::send::{
    Guard, Outcome, Receipt, Refusal, RefusalKind, guard::Line, http::line_refusal, refusal::short,
};

type SmtpError = lettre::transport::smtp::Error;

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.peer()
    }
}

/// What a refusal at a step is about.
#[derive(Clone, Copy)]
enum Step {
    Greeting,
    Login,
    Sender,
    Recipient,
    Letter,
}

/// Hands the letter over, once.
pub(super) async fn deliver(spec: &EmailSpec, guard: &Guard, letter: &Letter) -> Outcome {
    let limit = Duration::from_millis(spec.timeout_ms);
    let mut connection = match tokio::time::timeout(limit, approach(spec, guard, letter)).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(refusal)) => return Outcome::Rejected(refusal),
        Err(_) => {
            let detail = "the mail server did not answer in time";
            return Outcome::Rejected(Refusal::passing(RefusalKind::Unavailable, detail));
        }
    };
    // From here on the letter is on the line. The server has it once it has seen the dot, and may say so
    // late or not at all.
    let unknown = |why: String| Outcome::Unknown {
        why,
        receipt: Some(Receipt(letter.message_id.clone())),
    };
    match tokio::time::timeout(limit, connection.message(&letter.bytes)).await {
        Err(_) => unknown("the mail server did not answer the letter in time".to_owned()),
        Ok(Ok(_)) => {
            // Politeness only: the letter is theirs, and waiting for a goodbye would risk it.
            drop(tokio::time::timeout(Duration::from_secs(1), connection.quit()).await);
            Outcome::Accepted {
                receipt: Receipt(letter.message_id.clone()),
            }
        }
        Ok(Err(error)) if error.status().is_some() => Outcome::Rejected(refusal(Step::Letter, &error)),
        Ok(Err(error)) => unknown(format!("the line broke at the letter: {error}")),
    }
}

/// Everything up to `DATA`; whatever fails here, nobody has the letter.
async fn approach(spec: &EmailSpec, guard: &Guard, letter: &Letter) -> Result<AsyncSmtpConnection, Refusal> {
    let implicit = spec.tls == EmailTls::Implicit;
    let line = match spec.tls {
        EmailTls::StartTls => guard.line_for_upgrade(&spec.host, spec.port).await,
        _ => guard.line(&spec.host, spec.port, implicit).await,
    };
    let line = line.map_err(|error| line_refusal(&error))?;
    let hello = ClientId::Domain(
        spec.from
            .rsplit_once('@')
            .map_or("localhost", |(_, domain)| domain)
            .to_owned(),
    );
    let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(line), &hello);
    let mut connection = step(Step::Greeting, greeting).await?;
    if spec.tls == EmailTls::StartTls {
        let parameters =
            tls(spec, guard).map_err(|error| Refusal::permanent(RefusalKind::Settings, error.to_string()))?;
        step(Step::Greeting, connection.starttls(parameters, &hello)).await?;
    }
    if let (Some(username), Some(password)) = (&spec.username, &spec.password) {
        let credentials = Credentials::new(username.clone(), password.reveal().to_owned());
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        step(Step::Login, connection.auth(&mechanisms, &credentials)).await?;
    }
    // Letters are written in ASCII, so no 8BITMIME is asked for.
    let mail = Mail::new(letter.envelope.from().cloned(), Vec::new());
    step(Step::Sender, connection.command(mail)).await?;
    for to in letter.envelope.to() {
        step(
            Step::Recipient,
            connection.command(Rcpt::new(to.clone(), Vec::new())),
        )
        .await?;
    }
    step(Step::Letter, connection.command(Data)).await?;
    Ok(connection)
}

fn tls(spec: &EmailSpec, guard: &Guard) -> Result<TlsParameters, SmtpError> {
    let mut parameters = TlsParameters::builder(spec.host.clone());
    for authority in guard.authorities() {
        parameters = parameters.add_root_certificate(Certificate::from_der(authority.to_vec())?);
    }
    parameters.build()
}

async fn step<T>(step: Step, work: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Refusal> {
    work.await.map_err(|error| refusal(step, &error))
}

/// A 4xx may pass, a 5xx is for good; without a code the line broke, or the server speaks no SMTP.
fn refusal(step: Step, error: &SmtpError) -> Refusal {
    let detail = short(&error.to_string());
    if error.status().is_none() {
        return match error.is_client() {
            // What we want and the server does not have: a way to log in, STARTTLS.
            true => Refusal::permanent(RefusalKind::Settings, detail),
            false => Refusal::passing(RefusalKind::Unavailable, detail),
        };
    }
    let kind = match (step, error.is_permanent()) {
        (Step::Recipient, true) => RefusalKind::Address,
        (Step::Login, _) | (Step::Sender, true) => RefusalKind::Account,
        (Step::Letter, true) => RefusalKind::Content,
        (Step::Recipient | Step::Letter | Step::Sender, false) => RefusalKind::Throttled,
        (Step::Greeting, _) => RefusalKind::Unavailable,
    };
    // A server that has no time for anybody says so in its greeting, with a 5xx at times.
    match error.is_permanent() && !matches!(step, Step::Greeting) {
        true => Refusal::permanent(kind, detail),
        false => Refusal::passing(kind, detail),
    }
}
