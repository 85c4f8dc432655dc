"""What keeps the store from being opened in, a page that says the next step and goes on by itself out."""

from __future__ import annotations

import os
from ipaddress import ip_address

import streamlit as st
from concept_atlas import pulse

from app import atlas as atlases
from app.i18n import Words
from app.importing import jobs
from app.importing.folder import banks_in, place_of
from app.importing.work import Change
from app.jobview import begin
from kg.errors import KGError, StoreError, StoreLost
from kg.settings import data_folder
from kg.stores.neo4j_address import PASSWORD, USERNAME

SECONDS = 3.0
"""Between two looks whether the store changed."""


@st.fragment
def follow(mark: str) -> None:
    """Draw the page anew once the store is another than when it was drawn."""
    with st.container(key="hidden-pulse"):
        pulse(SECONDS, key="pulse")
    if atlases.sight().mark != mark:
        st.rerun()


def beside(words: Words) -> None:
    """In the sidebar: that what is shown was read before, where the store does not answer or is being replaced."""
    now = atlases.sight()
    if now.error:
        st.warning(words("state-stale"), icon=":material/cloud_off:")
    elif now.stamp and not now.stamp.whole:
        st.info(words("state-replacing"), icon=":material/sync:")


def show(words: Words, error: KGError) -> None:
    """The page instead of all others."""
    fault = fault_of(error)
    store = atlases.settings().store
    with st.container(key="state"):
        st.header(words(f"state-{fault}"), anchor=False)
        st.markdown(words(f"state-{fault}-next", store=store) if fault in _NAMING else words(f"state-{fault}-next"))
        if fault == "missing":
            first_steps(words)
        elif fault == "account":
            _account(words)
        elif fault == "damaged":
            _damaged(words)
        with st.expander(words("details"), expanded=fault not in ("missing", "loading")):
            st.text(str(error))
        if fault != "missing":
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(words("retry"), icon=":material/refresh:", on_click=lambda: atlases.sight(fresh=True))
                st.caption(words("state-watching"))


def show_empty(words: Words) -> None:
    """The page for a graph with nothing in it."""
    with st.container(key="state"):
        st.header(words("state-empty"), anchor=False)
        st.markdown(words("state-empty-next"))
        first_steps(words)


_NAMING = ("loading", "unreachable")


def fault_of(error: KGError) -> str:
    """The state that an error means, as the words name it.

    >>> fault_of(StoreLost("gone")), fault_of(StoreError("x", "account")), fault_of(KGError("y"))
    ('unreachable', 'account', 'other')
    """
    if isinstance(error, StoreLost):
        return "unreachable"
    return error.fault if isinstance(error, StoreError) else "other"


def first_steps(words: Words) -> None:
    """The two ways to a first graph, side by side."""
    left, right = st.columns(2, gap="small")
    with left:
        bundled_card(words)
    with right, st.container(border=True, key="first-own"):
        st.subheader(words("own"), anchor=False)
        st.markdown(words("own-text"))
        if st.button(words("own-begin"), icon=":material/upload_file:"):
            st.switch_page("screens/importing.py")


def bundled_card(words: Words) -> None:
    """The bank that comes with the program, and the button that builds it."""
    with st.container(border=True, key="first-bundled"):
        st.subheader(words("bundled"), anchor=False)
        st.markdown(words("bundled-text"))
        if st.button(words("bundled-begin"), type="primary", icon=":material/auto_stories:"):
            _begin(bundled())


def bundled() -> Change:
    """The import of the banks that come with the program."""
    return Change("import", {name: file.read_bytes() for name, file in banks_in(data_folder() / "banks").items()})


def _begin(asked: Change) -> None:
    begin(place_of(atlases.settings()), asked)
    st.switch_page("screens/importing.py")


def _damaged(words: Words) -> None:
    with st.container(horizontal=True):
        if jobs.kept(place_of(atlases.settings())) and st.button(
            words("restore-now"), type="primary", icon=":material/history:"
        ):
            _begin(Change("restore"))
        if st.button(words("own-begin"), icon=":material/upload_file:"):
            st.switch_page("screens/importing.py")


def is_local() -> bool:
    """Whether server and visitor sit at one machine: only then may a visitor name folders or give a password."""
    address = str(st.get_option("server.address") or "")
    return address in ("127.0.0.1", "localhost", "::1") and _is_loopback(st.context.ip_address)


def _is_loopback(address: str | None) -> bool:
    """Streamlit gives None for this machine."""
    try:
        return address is None or ip_address(address).is_loopback
    except ValueError:
        return False


def _account(words: Words) -> None:
    """User name and password by hand; they go into this process's environment, from which its children have them."""
    if not is_local():
        return
    with st.form("account", width=480):
        st.markdown(words("state-account-form"))
        name = st.text_input(words("account-name"), os.environ.get(USERNAME, "neo4j"))
        password = st.text_input(words("account-password"), type="password")
        sent = st.form_submit_button(words("account-send"), type="primary")
    if sent and name and password:
        os.environ[USERNAME], os.environ[PASSWORD] = name, password
        atlases.sight(fresh=True)
        st.rerun()
