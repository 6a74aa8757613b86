"""One mailer. A message carries its own id, so that sending twice is seen as one message.

Two adapters: SMTP, and an outbox in the database that staff can read (the default of `make run`).
"""

import smtplib
import ssl
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import Text, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from kit.clock import Clock
from kit.database import Base, Database
from kit.errors import Unavailable

__all__ = [
    "MailNotSent",
    "MailServerDown",
    "Mailer",
    "Message",
    "OutboxMailer",
    "OutboxMessage",
    "SmtpMailer",
    "SomeRecipientsRefused",
    "make_mailer",
]


# All else that goes wrong would go wrong with any message.
_MESSAGE_REFUSED = (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class MailNotSent(Unavailable):
    """The message was not taken. Params: `recipient`, `reason`."""

    code = "mail_not_sent"


class MailServerDown(MailNotSent):
    """No message would be taken now: the server does not answer, or not in time."""

    code = "mail_server_down"


class SomeRecipientsRefused(MailNotSent):
    """The message went to the others: sending it again would only repeat it to them."""

    code = "some_recipients_refused"


@dataclass(frozen=True, slots=True)
class Message:
    """`message_id` without angle brackets, derived from what caused the message; `text` is plain."""

    message_id: str
    recipient: str
    subject: str
    text: str


class Mailer(Protocol):
    def send(self, message: Message) -> None:
        """Hand the message over for delivery. Raises MailNotSent when it was not taken."""
        ...


class OutboxMessage(Base):
    """A message kept for staff to read, in place of a mail server."""

    __tablename__ = "outbox_message"

    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    recipient: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(index=True, server_default=func.now())


class OutboxMailer:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self, message: Message) -> None:
        row = {
            "message_id": message.message_id,
            "recipient": message.recipient,
            "subject": message.subject,
            "body": message.text,
            "sent_at": self._clock.now(),
        }
        with self._database.transaction() as session:
            session.execute(insert(OutboxMessage).values(row).on_conflict_do_nothing())


class SmtpMailer:
    """`url` is smtp://user:password@host:port (STARTTLS where the server offers it) or smtps://…."""

    def __init__(self, url: str, sender: str, timeout_seconds: float, clock: Clock) -> None:
        self._parts = urlsplit(url)
        self._sender = sender
        self._timeout_seconds = timeout_seconds
        self._clock = clock

    def send(self, message: Message) -> None:
        mail = EmailMessage()
        mail["Message-ID"] = f"<{message.message_id}>"
        mail["Date"] = format_datetime(self._clock.now())
        mail["From"] = self._sender
        mail["To"] = message.recipient
        mail["Subject"] = message.subject
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps out-of-office replies from answering
        mail.set_content(message.text)
        try:
            with closing(self._connect()) as server:
                refused = server.send_message(mail)
        except _MESSAGE_REFUSED as error:
            raise MailNotSent(recipient=message.recipient, reason=str(error)) from error
        except (OSError, smtplib.SMTPException) as error:  # no connection, no login, a wait too long
            raise MailServerDown(recipient=message.recipient, reason=str(error)) from error
        if refused:
            raise SomeRecipientsRefused(recipient=message.recipient, reason=str(refused))

    def _connect(self) -> smtplib.SMTP:
        host = self._parts.hostname or "localhost"
        context = ssl.create_default_context()
        if self._parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._parts.port or 465, timeout=self._timeout_seconds, context=context
            )
        else:
            server = smtplib.SMTP(host, self._parts.port or 25, timeout=self._timeout_seconds)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if self._parts.username:
            server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        return server


def make_mailer(
    smtp_url: str | None, sender: str, timeout_seconds: float, database: Database, clock: Clock
) -> Mailer:
    if smtp_url is None:
        return OutboxMailer(database, clock)
    return SmtpMailer(smtp_url, sender, timeout_seconds, clock)
