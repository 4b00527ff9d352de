"""Days that pass, for tests of many nights: all that a state remembers happened so many days earlier."""

from __future__ import annotations

import sqlite3

from kb.home import Home

DAYS = {
    "fetch": ("first_held", "next_visit", "open_until", "last_try"),
    "listed": ("gone",),
    "runs": ("night",),
    "absences": ("night",),
    "robots": ("last_night",),
    "shapes": ("night", "other_night"),
}
MOMENTS = {"fetch": ("first_seen", "last_fetch"), "runs": ("started", "ended"), "robots": ("good_at",)}


def days_pass(home: Home, days: int = 1) -> None:
    """Move the state so many days into the past; what the lists print stays as it is."""
    with sqlite3.connect(home.state) as db:
        for table, columns in DAYS.items():
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = date({column}, ?)", (f"-{days} days",))
        for table, columns in MOMENTS.items():
            for column in columns:
                earlier = f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, ?)"
                db.execute(f"UPDATE {table} SET {column} = {earlier}", (f"-{days} days",))
    db.close()
