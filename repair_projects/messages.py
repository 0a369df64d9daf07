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


def returned(noun: str) -> str:
    """The red banner of a returned record, with the noun of its kind in place of 项目信息报送."""
    return PROJECT_RETURNED.replace("项目信息报送", noun)
