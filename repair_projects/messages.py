"""What manual 000 says to its users. QUOTED stands byte for byte in the manual; a test pins it."""

PROJECT_CREATED = "项目信息报送申请新增成功！"
PROJECT_UPDATED = "项目信息报送申请修改成功"
PROJECT_SUBMIT_CONFIRM = "是否确定上报管理部门"
PROJECT_SUBMITTED = "项目信息上报成功"
PROJECT_RETURNED = "该项目信息报送已被退回修改，请修改完相应内容，点击保存后上报！"
PROJECT_NOT_APPROVED = "该项目信息报送尚未审核通过，不能进行合同信息报送相关操作！"
CONTRACT_SUBMIT_CONFIRM = "上报以后不能修改，请谨慎操作！是否确定上报管理部门？"
CONTRACT_SUBMITTED = "合同信息报送上报成功！"
CONTRACT_UPDATED = "修改备案信息成功"
START_REVIEW_UPDATED = "修改开工审核成功！"

QUOTED = (
    PROJECT_CREATED,
    PROJECT_UPDATED,
    PROJECT_SUBMIT_CONFIRM,
    PROJECT_SUBMITTED,
    PROJECT_RETURNED,
    PROJECT_NOT_APPROVED,
    CONTRACT_SUBMIT_CONFIRM,
    CONTRACT_SUBMITTED,
    CONTRACT_UPDATED,
    START_REVIEW_UPDATED,
)

DECLARATION_CREATED = "项目申报新增成功！"
DECLARATION_UPDATED = "项目申报修改成功"
DECLARATION_SUBMITTED = "项目申报上报成功"
CONTRACT_CREATED = "合同信息报送新增成功！"
START_REVIEW_CREATED = "开工审核新增成功！"
COMPLETION_CREATED = "竣工备案新增成功！"
START_REVIEW_SUBMITTED = "开工审核上报成功！"
COMPLETION_UPDATED = "竣工备案修改成功！"
COMPLETION_SUBMITTED = "竣工备案上报成功！"

DECLARATION_INVALID = "项目申报编号无效，请核实！"
DECLARATION_NOT_APPROVED = "该项目申报尚未审核通过，不能进行项目信息报送！"
DECLARATION_USED = "该项目申报编号已用于其他项目信息报送！"
DECLARATION_FOUND = "项目申报编号有效，已读取项目名称、总投资等信息。"

FUNDING_NOT_WHOLE = "项目资金来源合计必须为100%！"
FUNDING_OTHER_UNNAMED = "其他资金说明不能为空！"
STRUCTURAL_CHANGE = "涉及主体承重结构变动的住宅修缮工程应按规定办理施工许可，不在本平台报送范围内！"
BUILDINGS_MISSING = "房屋明细至少填写一行！"
BUILDINGS_AREA = "房屋明细建筑面积合计与项目建筑面积不一致！"
BUILDINGS_HOUSEHOLDS = "房屋明细户数合计与项目受益户数不一致！"
BUILDINGS_COUNT = "房屋明细行数与项目幢数不一致！"
RING_ZONE_CROSS = "所在区域为跨区域的，所在区县必须为跨区！"
DISTRICT_FROZEN = "已上报过的记录不能更改所在区县！"
FINISH_BEFORE_START = "计划竣工日期不能早于计划开工日期！"
FINISH_NOT_AFTER_START = "计划竣工日期必须晚于计划开工日期！"
COST_OVER_TOTAL = "建安工程费不能大于总投资！"
COSTS_OVER_TOTAL = "建安工程费与设备投资之和不能大于总投资！"
APPROVAL_IN_FUTURE = "发文日期不能晚于今天！"
SCOPE_TOO_SHORT = "主要修缮内容不能少于10个字！"

PROJECT_NUMBER_INVALID = "报建编号无效，请核实！"
CONTRACTS_NOT_APPROVED = "施工总包合同和监理合同信息报送审核通过后方可进行开工审核！"
START_REVIEW_EXISTS = "该项目已存在开工审核记录！"
START_REVIEW_NOT_APPROVED = "该项目开工审核尚未审核通过，不能进行竣工备案操作！"
COMPLETION_EXISTS = "该项目已存在竣工备案记录！"
START_BEFORE_SIGNING = "计划开工日期早于合同签订日期，请核实。"
METHOD_NOT_APPROVED = "施工组织设计（方案）必须已审批，方可进行开工审核！"
NOTICE_IN_FUTURE = "公示日期不能晚于今天！"
PAID_OVER_FEE = "安措费到账金额不能大于施工总包合同的安全防护文明施工措施费！"
HERITAGE_NOT_REVIEWED = "优秀历史建筑的专项方案必须通过专家论证，方可进行开工审核！"
ALREADY_STARTED = "现场已开工，请核实是否未经审核先行施工。"

ACCEPTED_BEFORE_START = "竣工验收日期不能早于实际开工日期！"
ACCEPTED_IN_FUTURE = "竣工验收日期不能晚于今天！"
STARTED_BEFORE_APPROVAL = "实际开工日期早于开工审核通过日期，请核实。"
NOT_PASSED = "工程质量等级必须为合格，方可进行竣工备案！"
AREA_DIFFERS = "实际面积与报送的建筑面积相差超过5%，请填写面积差异说明！"
AREA_EXPLAINED = "实际面积与报送的建筑面积相差超过5%，请核实差异说明。"
COST_EXCEEDS = "实际造价超过已审核合同价合计的110%，请填写造价差异说明！"
COST_EXPLAINED = "实际造价超过已审核合同价合计的110%，请核实差异说明。"
WARRANTY_WATERPROOFING = "防水工程保修期限不得少于5年！"
RESULTS_CHANGED = "单位（幢）明细必须与项目的房屋明细逐幢一致，请刷新页面后重新填写！"
RESULTS_AREA = "单位（幢）明细实际面积合计与实际建筑（修缮）面积不一致！"
OPINION_TWICE = "竣工验收意见中每个验收方只能填写一行！"
OPINION_IN_FUTURE = "竣工验收意见的签署日期不能晚于今天！"
OPINION_TOO_EARLY = "竣工验收意见的签署日期不能早于竣工验收日期前30天！"


def must_be_yes(label: str) -> str:
    """One of the conditions of a start is not fulfilled."""
    return f"{label}必须为“是”，方可进行开工审核！"


def returned(noun: str) -> str:
    """The red banner of a returned record, with the noun of its kind in place of 项目信息报送."""
    return PROJECT_RETURNED.replace("项目信息报送", noun)
