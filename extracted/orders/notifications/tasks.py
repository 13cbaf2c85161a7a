from decompose_service.remote_tasks import RemoteTask


send_email = RemoteTask("notifications.send_email", "notifications.tasks.send_email")


notify_user = RemoteTask("notifications.tasks.notify_user", "notifications.tasks.notify_user")
