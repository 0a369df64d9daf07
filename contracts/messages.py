"""What the contracts' pages say. The manual's own sentences stand in repair_projects.messages, byte for byte."""

from repair_projects.messages import (
    CONTRACT_CREATED,
    CONTRACT_SUBMIT_CONFIRM,
    CONTRACT_SUBMITTED,
    CONTRACT_UPDATED,
    PROJECT_NOT_APPROVED,
    returned,
)

__all__ = [
    "CONTRACT_CREATED",
    "CONTRACT_SUBMITTED",
    "CONTRACT_SUBMIT_CONFIRM",
    "CONTRACT_UPDATED",
    "PROJECT_NOT_APPROVED",
]

CONTRACT_RETURNED = returned("合同信息报送")
GENERAL_FIRST = "请先添加合同类别为施工总包的合同信息报送！"
COMPLETION_FILED = "该项目已进行竣工备案，不能新增合同信息报送！"
PARENT_NOT_APPROVED = "所属施工总包合同尚未审核通过！"
START_REVIEW_UNDER_WAY = "该项目开工审核正在办理，请先退回开工审核后再注销该合同！"
ALREADY_CANCELLED = "该合同信息报送已注销！"
HAS_SUBCONTRACTS = "该施工总包合同已有施工分包合同信息报送，不能删除！"

PARENT_FOREIGN = "所属总包合同不是本项目的施工总包合同，或已注销！"
SAME_AS_SUPERVISOR = "监理单位与施工单位不能为同一单位！"
SUB_SAME_AS_GENERAL = "分包单位与总包单位不能为同一单位！"
SUB_SAME_AS_SUPERVISOR = "分包单位与监理单位不能为同一单位！"
SECTION_NEEDED = "同一项目有多份施工总包合同的，标段号不能为空，且不能重复！"
CONTRACT_NO_USED = "该合同编号已用于本单位其他合同信息报送！"
SIGNED_IN_FUTURE = "合同签订日期不能晚于今天！"
AWARD_AFTER_SIGNING = "中标日期不能晚于合同签订日期！"
VALIDITY_ORDER = "合同终止日期不能早于合同开始日期！"
FINISH_NOT_AFTER_START = "计划竣工日期必须晚于计划开工日期！"
DESIGN_FINISH_BEFORE_START = "设计周期结束日期不能早于开始日期！"
PARTS_OVER_PRICE = "安全防护文明施工措施费、暂列金额与暂估价之和不能大于合同价！"
LICENCE_BEFORE_SIGNING = "安全生产许可证有效期不能早于合同签订日期！"
SUBS_OVER_PARENT = "该总包合同的各分包合同价之和不能大于总包合同价！"
PRICE_UNDER_SUBS = "合同价不能小于已报送的各分包合同价之和！"
SERVICE_FEE_OVER_PRICE = "相关服务酬金不能大于监理酬金！"
DOCUMENT_MISMATCH = "证件号码与证件类型不符！"
MEMBERS_MISSING = "联合体的，除承包方外至少填写一家联合体成员！"
MEMBERS_WITHOUT_CONSORTIUM = "填写了联合体成员的，是否联合体必须选择是！"
MEMBER_TWICE = "联合体成员不能重复，也不能是承包方本身！"
MANAGER_BUSY = "该项目经理已在其他在建工程任职，不能重复担任！"
