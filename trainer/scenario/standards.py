"""The rules of the service standards that scenarios cite in `source`, with a Chinese name each.

P answering and making calls, A language and voice, C complaints, F follow-up calls, S difficult situations, K face to
face (for quizzes).
"""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "P-rings": "三声之内接起",
    "P-greet": "开口先问候、报单位和姓名、主动询问",
    "P-script": "售后中心来电四步",
    "P-surname": "问贵姓，用姓氏称呼客户",
    "P-notes": "边听边记，没听清马上问",
    "P-repeat": "逐条复述，问有没有遗漏",
    "P-contact": "留下电话、房号、联系人，请客户保持畅通",
    "P-lookup": "三十秒查不到就约回电",
    "P-hold": "离开先说一声，回来先致歉",
    "P-message": "同事不在，代为留言",
    "P-boss": "找领导的电话，先问再答",
    "P-scope": "超出范围，婉拒并给别的办法",
    "P-emergency": "险情先问地点、人数、电话，马上上报",
    "P-answer": "答得准确，一视同仁",
    "P-transfer": "转接时说清事情，不让客户重说",
    "P-appoint": "没办完的约定下次时间",
    "P-brief": "简明扼要，不闲聊",
    "P-volume": "音量适中，吐字清楚",
    "P-listen": "不打断客户",
    "P-close": "结束时问、谢、祝、道别",
    "P-hangup": "让客户先挂机",
    "P-outbound": "打出电话：问候、自报、找谁、何事",
    "P-visitor": "接待来访找人",
    "A-rate": "语速每分钟 120 字左右",
    "A-polite": "请字开头，谢谢随后，称“您”",
    "A-five": "五声：迎客、应答、致谢、致歉、道别",
    "A-never-unknown": "不说“不知道”，先帮客户咨询",
    "A-no-scorn": "不说忌语",
    "A-sorry": "多说抱歉，不轻易认定过错",
    "A-plain": "说客户听得懂的话",
    "A-calm": "受了委屈也心平气和",
    "A-outage": "系统故障有备好的话",
    "A-respect": "不模仿口音，不取笑，难字马上问",
    "A-secret": "不泄露不该说的事",
    "A-festival": "祝语合节日",
    "C-order": "先安抚，后办事",
    "C-listen": "听客户说完，不争辩",
    "C-sorry": "先致歉、致谢，表明改正的决心",
    "C-record": "记清人、地、时、事，再复述",
    "C-no-promise": "赔偿退换只记录，不许诺",
    "C-no-blame": "不推给别的部门、同事",
    "C-choice": "给客户选择",
    "C-next": "说明下一步",
    "C-invalid": "不成立的投诉，婉转说明",
    "C-steps": "投诉处理六步",
    "C-ticket": "需签发督办令",
    "C-indirect": "侧面投诉同样受理",
    "C-takeover": "接手吵僵的电话",
    "C-critic": "虚心接受批评",
    "C-slip": "自己说错，先致歉再更正",
    "C-time": "可以要时间调查，处理后回访",
    "F-when": "三天之内回访，不打扰休息",
    "F-open": "问候、自报、打扰您了、核对本人",
    "F-purpose": "说明为哪天的哪件事",
    "F-busy": "不方便就约时间，不追问",
    "F-ask": "问结果、问态度、问建议",
    "F-service": "服务项目回访",
    "F-occasion": "节日、到期、费用提醒要简短和气",
    "F-third": "不是本人，不透露事情",
    "F-done": "已解决：致谢、请评价、祝愿",
    "F-open-issue": "没解决：致歉、马上核实、跟进",
    "F-new-issue": "有新问题：新旧分开复述、重新登记",
    "F-length": "时间不长，话题不多",
    "S-question": "答不上来的问题，查清再回复",
    "S-private": "上班时的私人电话从简",
    "S-cut-in": "打断别人先致歉",
    "S-upset": "悲伤的客户：话少、体贴、快办",
    "S-mood": "自己的情绪不带进电话",
    "S-invite": "婉拒邀请",
    "S-gift": "婉谢礼物，推不掉就上交登记",
    "S-abuse": "遇到辱骂保持冷静，请上级接",
    "S-harass": "遇到骚扰语气严肃，回到业务",
    "S-tester": "遇到刁难以礼相待，找出缘由",
    "S-authority": "主管单位转来的投诉，当日上报",
    "S-sales": "推介电话：先引起兴趣，先认同再转",
    "S-festival": "节日来电：祝语合时",
}


FACE_TO_FACE: Mapping[str, str] = {  # group K, which no call can train: quizzes only
    "K-dress": "着装与工牌",
    "K-hair": "发式、妆容、首饰",
    "K-posture": "站坐行蹲与指引手势",
    "K-eyes": "目光与微笑",
    "K-handover": "递送文件、笔、茶杯、名片",
    "K-doors": "楼梯、电梯与门",
    "K-tea": "上茶先后、热饮与续水",
    "K-mishap": "客人跌倒、泼洒、拍照、吸烟",
    "K-shift": "交接班与清洁",
}


def name_of(source: str) -> str:
    """The Chinese name of a rule; empty where it is not known."""
    return NAMES.get(source) or FACE_TO_FACE.get(source, "")
