"""Formats the accountants ask for."""

import csv


def datev_exporter(orders, stream):
    """Write one booking an order, in the order of the columns that DATEV imports."""
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(["Umsatz", "Konto", "Belegdatum", "Belegfeld", "Kunde"])
    rows = orders.values_list("total", "placed_at", "number", "customer__username")
    for total, placed_at, number, username in rows:
        writer.writerow(
            [str(total).replace(".", ","), "8400", f"{placed_at:%d%m}", number, username]
        )
