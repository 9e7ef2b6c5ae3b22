"""Addresses of this app."""

from django.urls import path

from pci import views
from pci.baskets import views as baskets

app_name = "pci"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.edition, name="edition"),
    path("criteria/<slug:code>/", views.criterion, name="criterion"),
    path("home/", views.home, name="home"),
    path("baskets/", baskets.baskets, name="baskets"),
    path("baskets/<int:year>/", baskets.basket, name="basket"),
    path("baskets/<int:year>/add/", baskets.basket_row, name="basket_add"),
    path("baskets/<int:year>/file/", baskets.basket_file, name="basket_file"),
    path("baskets/<int:year>/table/", baskets.basket_table, name="basket_table"),
    path("baskets/<int:year>/<slug:code>/", baskets.basket_row, name="basket_row"),
    path("import/", views.upload, name="upload"),
    path("import/<int:pk>/", views.upload_preview, name="upload_preview"),
]
