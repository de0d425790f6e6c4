"""The senders that we know, scheme by scheme: what to call them, and what to do over there."""

from dataclasses import dataclass
from typing import Literal

MAKES = Literal["we", "they", "nobody"]


@dataclass(frozen=True)
class Setting:
    """One setting of the sender's console: its label there, and what to put in."""

    label: str
    value: str
    is_text: bool = False
    """Whether the value is to be pasted, letter by letter; else it says what to choose."""


@dataclass(frozen=True)
class Sender:
    """A scheme. made_by: who makes its secret; hint: where to find that."""

    scheme: str
    title: str
    about: str
    made_by: MAKES = "they"
    hint: str = ""
    shown_later: bool = False
    """Whether the sender shows its secret only once it has the source's URL."""
    signs_time: bool = False
    """Whether a timestamp is signed, so that the tolerance counts."""
    where: str = ""
    """The way through the sender's console."""
    url_label: str = "URL"
    settings: tuple[Setting, ...] = ()
    after: str = ""
    """What to do when these have been saved."""


JSON = Setting("Content type", "application/json", is_text=True)
SENDERS = {
    sender.scheme: sender
    for sender in (
        Sender(
            "github",
            "GitHub",
            "Pushes, pull requests and all else of a repository or an organization.",
            made_by="we",
            hint="Any long random text. Leave it empty, and we make one and show it once.",
            where="Repository or organization → Settings → Webhooks → Add webhook",
            url_label="Payload URL",
            settings=(
                JSON,
                Setting("Secret", "this source's secret"),
                Setting("SSL verification", "Enable SSL verification"),
                Setting("Which events", "Let me select individual events, or Send me everything"),
                Setting("Active", "ticked"),
            ),
            after="GitHub sends a ping at once: it is this source's first event.",
        ),
        Sender(
            "stripe",
            "Stripe",
            "Payments, invoices, subscriptions: what happens in a Stripe account.",
            hint="The endpoint's signing secret, whsec_…, which Stripe shows when the endpoint is there. "
            "Not there yet? Leave this empty, add the endpoint with this source's URL, then paste it here.",
            shown_later=True,
            signs_time=True,
            where="Dashboard → Developers (Workbench) → Webhooks → Add destination",
            url_label="Endpoint URL",
            settings=(
                Setting("Events from", "Your account"),
                Setting("Events", "those that you handle, as invoice.paid and checkout.session.completed"),
                Setting("Payload style", "Snapshot"),
                Setting("Destination type", "Webhook endpoint"),
                Setting("Content type", "always application/json: there is nothing to choose"),
                Setting("Signing secret", "Stripe makes it: Reveal it, and paste it into this source"),
            ),
            after="Send a test event from the endpoint's page; until the secret is here, it is turned away.",
        ),
        Sender(
            "slack",
            "Slack",
            "Messages, mentions and reactions, by the Events API.",
            hint="The app's Signing Secret: api.slack.com/apps → your app → Basic Information → "
            "App Credentials.",
            signs_time=True,
            where="api.slack.com/apps → your app → Event Subscriptions → Enable Events",
            url_label="Request URL",
            settings=(
                Setting("Content type", "always application/json: there is nothing to choose"),
                Setting("Signing Secret", "Slack makes it: Basic Information → App Credentials"),
                Setting(
                    "Subscribe to bot events", "those that you handle, as app_mention and message.channels"
                ),
            ),
            after="Slack asks the URL for its challenge while you type: it must say Verified. "
            "Then Save Changes, and reinstall the app when Slack asks for it.",
        ),
        Sender(
            "shopify",
            "Shopify",
            "Orders, products and customers of a shop.",
            hint="The key below Webhooks in the shop's notifications; an app signs with its client secret.",
            where="Shopify admin → Settings → Notifications → Webhooks → Create webhook",
            settings=(
                Setting("Event", "one webhook for each that you handle, as Order creation"),
                Setting("Format", "JSON, which is sent as application/json"),
                Setting("Webhook API version", "the latest stable one"),
                Setting("Secret", "Shopify makes it: “Your webhooks will be signed with …”, below the list"),
            ),
            after="Choose Send test in the webhook's menu.",
        ),
        Sender(
            "standard",
            "Standard Webhooks",
            "Everybody who signs as standardwebhooks.com says: Svix, OpenAI, Clerk, Resend and more.",
            hint="whsec_… (HMAC), or the sender's public key whpk_… (ed25519).",
            signs_time=True,
            where="Where the sender lets you add a webhook endpoint",
            url_label="Endpoint URL",
            settings=(
                JSON,
                Setting(
                    "Signing secret", "the sender makes it, whsec_… or whpk_…: paste it into this source"
                ),
                Setting("Events", "those that you handle"),
            ),
        ),
        Sender(
            "hmac",
            "Own HMAC",
            "A program that signs the body with HMAC-SHA256 and puts the signature into a header.",
            made_by="we",
            hint="Any long random text. Leave it empty, and we make one and show it once.",
            where="In the sender's configuration",
            settings=(Setting("Secret", "this source's secret"),),
        ),
        Sender(
            "none",
            "No signature",
            "A sender that cannot sign. Its URL ends in a random token, which must be kept secret.",
            made_by="nobody",
            where="In the sender's configuration",
        ),
    )
}
