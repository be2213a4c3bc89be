"""How these tests ask for the pages of a case, and send their forms."""

from uuid import uuid4

from django.urls import reverse

from lutu.kernel.casework.models import Case


def address(name: str, case: Case, query: str = "") -> str:
    return reverse(f"workbench:{name}", args=[case.pk]) + query


def page(client, name: str, case: Case, query: str = "") -> str:
    return client.get(address(name, case, query)).content.decode()


def send(client, name: str, case: Case, query: str = "", **given):
    case.refresh_from_db()
    sent = {"key": str(uuid4()), "version": case.version, **given}
    return client.post(address(name, case, query), sent)
