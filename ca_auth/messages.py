"""The sentences of the login pages. The codes are a closed list; details go to the log only."""

REFUSALS = {
    "challenge_expired": "登录请求已失效，请重新登录",
    "cert_parse": "证书无法识别",
    "bad_signature": "签名验证失败",
    "unknown_ca": "非本平台认可的数字证书",
    "expired": "证书已过期，请办理更新",
    "not_yet_valid": "证书尚未生效",
    "revoked": "证书已被吊销",
    "revocation_unknown": "暂时无法核验证书状态，请稍后再试",
    "key_usage": "请选择签名证书",
    "not_registered": "该企业尚未注册",
    "suspended": "账户已停用",
    "throttled": "操作过于频繁，请稍后再试",
    "bad_request": "登录请求格式有误，请刷新页面后重试",
    "wrong_holder": "该证书不属于当前登录的单位，请使用本单位的证书",
    "unknown_origin": "请从平台的正式网址访问并登录",
}

# The same codes when a signature for 上报 is refused: there is nothing to log in to.
SUBMISSION_REFUSALS = REFUSALS | {
    "challenge_expired": "签名请求已失效，或签名后内容有改动，请返回后重新上报",
    "bad_request": "签名数据格式有误，请返回后重新上报",
    "unknown_origin": "请从平台的正式网址访问并上报",
}

STAFF_REFUSED = "登录名或密码不正确，或尝试次数过多。请稍后再试。"
STAFF_CODE_REFUSED = "动态口令不正确或已使用过，请等待下一个口令后重试。"
STAFF_EXPIRED = "登录步骤已超时，请重新输入登录名和密码。"
STAFF_NO_IDENTITY = "该账户尚未授予内网身份，请联系系统管理员。"
