"""Addresses of licence assistance."""

from django.urls import path

from licensing.views import acts, case, diagnosis, gaps, letters, lists, opening, papers, statistics

app_name = "licensing"
urlpatterns = [
    path("licensing/", lists.CaseList.as_view(), name="list"),
    path("licensing/statistics/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("licensing/statistics.xlsx", statistics.StatisticsFile.as_view(), name="statistics_file"),
    path("licensing/new/", opening.NewCase.as_view(), name="new"),
    path("licensing/diagnosis/", diagnosis.DiagnosisPage.as_view(), name="diagnosis"),
    path("licensing/diagnosis/part/", diagnosis.DiagnosisPart.as_view(), name="diagnosis_part"),
    path("licensing/<int:pk>/", case.CasePage.as_view(), name="case"),
    path("licensing/<int:pk>/diagnosis/", diagnosis.Diagnose.as_view(), name="diagnose"),
    path("licensing/<int:pk>/not-needed/", diagnosis.NotNeeded.as_view(), name="not_needed"),
    path("licensing/<int:pk>/move/", acts.Move.as_view(), name="move"),
    path("licensing/<int:pk>/hold/", acts.Hold.as_view(), name="hold"),
    path("licensing/<int:pk>/resume/", acts.Resume.as_view(), name="resume"),
    path("licensing/<int:pk>/give/", acts.Give.as_view(), name="give"),
    path("licensing/<int:pk>/contact/", acts.Contact.as_view(), name="contact"),
    path("licensing/<int:pk>/bottleneck/", gaps.NewGap.as_view(), name="bottleneck"),
    path("licensing/<int:pk>/issue/", acts.Issue.as_view(), name="issue"),
    path("licensing/<int:pk>/refuse/", acts.Refuse.as_view(), name="refuse"),
    path("licensing/<int:pk>/withdraw/", acts.Withdraw.as_view(), name="withdraw"),
    path("licensing/<int:pk>/terminate/", acts.Terminate.as_view(), name="terminate"),
    path("licensing/<int:pk>/letters/<slug:kind>/", letters.NewLetter.as_view(), name="new_letter"),
    path("licensing/letters/<int:pk>/", letters.LetterPage.as_view(), name="letter"),
    path("licensing/letters/<int:pk>.docx", letters.LetterWord.as_view(), name="letter_word"),
    path("licensing/letters/templates/", letters.Templates.as_view(), name="letter_templates"),
    path("licensing/letters/standard.docx", letters.StandardTemplate.as_view(), name="letter_standard"),
    path("licensing/documents/<int:pk>/", papers.DocumentPage.as_view(), name="document"),
    path("licensing/documents/<int:pk>/upload/", papers.Upload.as_view(), name="upload"),
    path("licensing/bottlenecks/<int:pk>/close/", gaps.CloseGap.as_view(), name="close_bottleneck"),
    path("licensing/promises/<int:pk>/", papers.Promise.as_view(), name="promise"),
]
