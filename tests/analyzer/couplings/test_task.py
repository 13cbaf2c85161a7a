"""Tasks of another app that are queued, scheduled or routed."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_queued_by_import_and_by_name() -> None:
    check_found(
        "task",
        """
        catalog/tasks.py
            from celery import shared_task
            @shared_task
            def restock(pk):
                pass
            @shared_task(name="count-stock")
            def count():
                pass
        orders/tasks.py
            from celery import shared_task
            @shared_task
            def close(pk):
                pass

        orders/views.py
            from celery import chain, current_app
            from catalog import tasks
            from catalog.tasks import restock
            from orders.models import Order
            def f(order: Order):
                restock.delay(1)
                tasks.count.apply_async(countdown=5)
                chain(restock.si(1), restock.s(order))
                current_app.send_task("count-stock")
        """,
        "orders/views.py:6 orders.views.f -> catalog.tasks.restock call",
        "orders/views.py:7 orders.views.f -> catalog.tasks.count call",
        "orders/views.py:8 orders.views.f -> catalog.tasks.restock call",
        "orders/views.py:8 orders.views.f -> catalog.tasks.restock call",
        "orders/views.py:9 orders.views.f -> catalog.tasks.count call",
    )


def test_a_computed_name_is_noted() -> None:
    check_noted(
        "task",
        """
        catalog/tasks.py
            from celery import shared_task
            @shared_task
            def restock(pk):
                pass
            @shared_task(name="count-stock")
            def count():
                pass
        orders/tasks.py
            from celery import shared_task
            @shared_task
            def close(pk):
                pass

        orders/views.py
            from celery import current_app
            def f(name):
                current_app.send_task(name)
        """,
        "the name of the task that send_task() queues is computed",
    )


def test_tasks_that_are_handed_on_and_other_queues() -> None:
    check_found(
        "task",
        """
        catalog/tasks.py
            from celery import shared_task
            @shared_task
            def recount():
                pass
        catalog/jobs.py
            def export():
                pass
        orders/views.py
            from functools import partial
            from django.db.transaction import on_commit
            from catalog.jobs import export
            from catalog.tasks import recount
            def f(queue, async_task):
                on_commit(recount.delay)
                on_commit(partial(recount.apply_async, args=()))
                queue.enqueue(export, 1)
                async_task("catalog.jobs.export")
                queue.enqueue("nothing of ours")
                handlers = [export, recount]
        """,
        "orders/views.py:6 orders.views.f -> catalog.tasks.recount call",
        "orders/views.py:7 orders.views.f -> catalog.tasks.recount call",
        "orders/views.py:8 orders.views.f -> catalog.jobs.export call",
        "orders/views.py:9 orders.views.f -> catalog.jobs.export call",
    )


def test_own_tasks_and_other_delays_are_none() -> None:
    check_clean(
        "task",
        """
        catalog/tasks.py
            from celery import shared_task
            @shared_task
            def restock(pk):
                pass
            @shared_task(name="count-stock")
            def count():
                pass
        orders/tasks.py
            from celery import shared_task
            @shared_task
            def close(pk):
                pass

        orders/views.py
            from catalog.tasks import restock
            from orders.tasks import close
            def f(clock):
                close.delay(1)
                clock.delay(5)
                clock.signature("restock")
                name = "catalog.tasks.restock"
                return {"name": name, "restock": restock}
        """,
    )


def test_callbacks_and_queues_of_own_functions_are_none() -> None:
    check_clean(
        "task",
        """
        orders/tasks.py
            from celery import shared_task
            @shared_task
            def close():
                pass
        orders/views.py
            from django.db.transaction import on_commit
            from catalog import views
            from orders.tasks import close
            def export():
                pass
            def f(queue, timer, async_task):
                on_commit(close.delay)
                queue.enqueue(export)
                queue.enqueue("catalog.nothing.export")
                on_commit(timer.delay)
                async_task(timer)
                return views.home
        """,
    )
