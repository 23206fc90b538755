"""The door to the jobs of this room, for the processes that start them."""

from diemcau.reports.jobs import make_papers, order_papers

__all__ = ["make_papers", "order_papers"]
