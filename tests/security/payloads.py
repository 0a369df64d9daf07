"""What somebody types who wants more than a filing."""

# Short enough for most fields. `pwn` marks what must stay text.
SCRIPTS = (
    "<script>pwn()</script>",
    '"><script>pwn()</script>',
    "'><img src=x onerror=pwn()>",
    '"><svg/onload=pwn()>',
    "<img/src=x onerror=pwn()>//",
    '" onmouseover="pwn()" x="',
    "' autofocus onfocus='pwn()",
    "`onclick=pwn()`",
    "</textarea><script>pwn()</script>",
    "</title><script>pwn()</script>",
    "</script><script>pwn()//",
    "--><script>pwn()</script>",
    "]]><script>pwn()</script>",
    "javascript:pwn()//aaaa",
    "JaVaScRiPt&#58;pwn()//a",
    "{{pwn.constructor}}{{7*7}}",
    "{% include 'pwn.html' %}",
    "${pwn()}<%= pwn() %>",
    "<iframe srcdoc='pwn'></iframe>",
    "<base href=//pwn.invalid>",
    "<meta http-equiv=refresh content=pwn>",
    "<form action=//pwn.invalid>",
    "<style>*{x:pwn}</style>aa",
    "<details open ontoggle=pwn()>",
    "&lt;script&gt;pwn()&lt;/script&gt;",
    "＜script＞pwn()＜/script＞",
    "\\u003cscript\\u003epwn()",
    "%3Cscript%3Epwn()%3C/script%3E",
    "<x-pwn data-hx-get=/desk/ hx-on:x=1>",
    "<a href=javascript:pwn()>点</a>aa",
)
FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)",
    '=HYPERLINK("http://pwn.invalid","x")', "|calc", "%0A=1+1", "\u3000=1+1", "\ufeff=1+1", "=IMPORTXML(1,1)",
)  # fmt: skip
