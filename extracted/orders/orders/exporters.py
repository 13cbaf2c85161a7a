"""Ways to write a list of orders; the setting ORDER_EXPORTERS names them."""

import csv

CSV_COLUMNS = ["number", "placed_at", "status", "customer", "city", "country", "items", "total"]


def csv_exporter(orders, stream):
    writer = csv.writer(stream)
    writer.writerow(CSV_COLUMNS)
    rows = orders.select_related("customer", "shipping_address").prefetch_related("lines")
    for order in rows.iterator(chunk_size=2000):
        writer.writerow(
            [
                order.number,
                order.placed_at.isoformat(),
                order.status,
                order.customer.email,
                order.shipping_address.city,
                order.shipping_address.country,
                sum(line.quantity for line in order.lines.all()),
                order.total,
            ]
        )
