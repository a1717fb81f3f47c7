"""The check ``concerns``: files of a kind belong to one place, or to one owner."""
