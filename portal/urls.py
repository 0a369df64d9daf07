"""The roof: every app's addresses under the paths that users know."""



urlpatterns: list = []
