/* The questionnaire in both languages, and the words for what its scoring finds. */
#include "engine/suitability/suitability.h"

#define YES_NO .option_count = 2, .options = {{"Yes", "是"}, {"No", "否"}}

const struct question suitability_questions[QUESTION_ROWS] = {
	{
		.id = "G1", .construct = CONSTRUCT_GATE,
		.text = {"Do you have full legal capacity to make your own financial decisions?",
		         "您是否具有完全民事行为能力？"},
		YES_NO,
	},
	{
		.id = "G2", .construct = CONSTRUCT_GATE,
		.text = {"Would any loss of the money invested here, even a small temporary one, be unacceptable to you?",
		         "即使是很小的、暂时的亏损，您是否也完全不能接受？"},
		YES_NO,
	},
	{
		.id = "Q1", .construct = CONSTRUCT_CAPACITY, .weight = 3,
		.text = {"When do you expect to need most of this money?", "这笔钱的大部分您预计多久后要使用？"},
		.option_count = 5,
		.options = {
			{"within 1 year", "一年以内"}, {"1–3 years", "一到三年"}, {"3–5 years", "三到五年"},
			{"5–10 years", "五到十年"}, {"after 10 years", "十年以上"},
		},
	},
	{
		.id = "Q2", .construct = CONSTRUCT_CAPACITY, .weight = 1,
		.text = {"For how many more years do you expect to receive a regular income from work?",
		         "您预计还会有多少年稳定的工作收入？"},
		.option_count = 5,
		.options = {
			{"none", "没有"}, {"<5 years", "<5 年"}, {"5–15 years", "5–15 年"}, {"15–25 years", "15–25 年"},
			{">25 years", ">25 年"},
		},
	},
	{
		.id = "Q3", .construct = CONSTRUCT_CAPACITY, .weight = 2,
		.text = {"How predictable is your household income over the next three years?",
		         "未来三年您家庭收入的可预期程度？"},
		.option_count = 5,
		.options = {
			{"could stop at any time", "随时可能中断"}, {"varies a lot", "波动很大"},
			{"varies somewhat", "有一定波动"}, {"steady", "比较稳定"},
			{"steady with several sources", "稳定且来源多样"},
		},
	},
	{
		.id = "Q4", .construct = CONSTRUCT_CAPACITY, .weight = 2,
		.text = {"Apart from this portfolio, how many months of household spending do you hold in cash or deposits?",
		         "除这笔投资外，您手头的现金和存款够家庭支出几个月？"},
		.option_count = 5,
		.options = {
			{"<1 month", "<1 个月"}, {"1–3 months", "1–3 个月"}, {"3–6 months", "3–6 个月"},
			{"6–12 months", "6–12 个月"}, {">12 months", ">12 个月"},
		},
	},
	{
		.id = "Q5", .construct = CONSTRUCT_CAPACITY, .weight = 2,
		.text = {"What share of monthly income goes to loan repayments?", "每月还贷支出占收入的比例？"},
		.option_count = 5,
		.options = {
			{">50 %", ">50 %"}, {"35–50 %", "35–50 %"}, {"20–35 %", "20–35 %"}, {"1–20 %", "1–20 %"},
			{"none", "无负债"},
		},
	},
	{
		.id = "Q6", .construct = CONSTRUCT_CAPACITY, .weight = 2,
		.text = {"What share of all your financial assets will be managed here?",
		         "这笔资金占您全部金融资产的比例？"},
		.option_count = 5,
		.options = {
			{">75 %", ">75 %"}, {"50–75 %", "50–75 %"}, {"25–50 %", "25–50 %"}, {"10–25 %", "10–25 %"},
			{"<10 %", "<10 %"},
		},
	},
	{
		.id = "Q7", .construct = CONSTRUCT_TOLERANCE, .weight = 2,
		.text = {"Five plans, each shown by a bad year / typical year / good year. Which would you live with?",
		         "下面五个方案分别给出“差的年份/一般年份/好的年份”的收益，您愿意选哪一个？"},
		.option_count = 5,
		.options = {
			{"−1 / +2.5 / +5 %", "−1 / +2.5 / +5 %"}, {"−5 / +4 / +12 %", "−5 / +4 / +12 %"},
			{"−12 / +5.5 / +22 %", "−12 / +5.5 / +22 %"}, {"−22 / +7 / +35 %", "−22 / +7 / +35 %"},
			{"−35 / +8 / +50 %", "−35 / +8 / +50 %"},
		},
	},
	{
		.id = "Q8", .construct = CONSTRUCT_TOLERANCE, .weight = 3,
		.text = {"The largest fall in value over 12 months that you would accept without changing the plan?",
		         "十二个月内，您能接受而不改变计划的最大下跌？"},
		.option_count = 5,
		.options = {{"0 %", "0 %"}, {"5 %", "5 %"}, {"10 %", "10 %"}, {"20 %", "20 %"}, {"30 %", "30 %"}},
	},
	{
		.id = "Q9", .construct = CONSTRUCT_TOLERANCE, .weight = 2,
		.text = {"A single choice about an amount equal to one month of income. Pick one.",
		         "以一个月收入为本金做一次选择："},
		.option_count = 5,
		.options = {
			{"+5 % for certain", "确定得 5 %"},
			{"70 % chance +10 %, 30 % chance −2 %", "70 % 的可能 +10 %，30 % 的可能 −2 %"},
			{"60 % chance +18 %, 40 % chance −6 %", "60 % 的可能 +18 %，40 % 的可能 −6 %"},
			{"50 % chance +30 %, 50 % chance −12 %", "50 % 的可能 +30 %，50 % 的可能 −12 %"},
			{"50 % chance +50 %, 50 % chance −25 %", "50 % 的可能 +50 %，50 % 的可能 −25 %"},
		},
	},
	{
		.id = "Q10", .construct = CONSTRUCT_TOLERANCE, .weight = 1,
		.text = {"Hearing \"prices are moving sharply\", your first feeling is…",
		         "听到“价格大幅波动”时，您的第一感觉是……"},
		.option_count = 5,
		.options = {
			{"alarm", "害怕"}, {"unease", "不安"}, {"indifference", "无所谓"}, {"interest", "感兴趣"},
			{"opportunity", "看到机会"},
		},
	},
	{
		.id = "Q11", .construct = CONSTRUCT_COMPOSURE, .weight = 3,
		.text = {"Your plan fell 20 % in three months; your life has not changed. What do you do?",
		         "组合三个月下跌 20 %，而您的生活没有变化，您会怎么做？"},
		.option_count = 5,
		.options = {
			{"sell everything", "全部卖出"}, {"sell part", "卖出一部分"},
			{"hold but stop adding", "持有但停止投入"}, {"keep the plan going", "按计划继续"},
			{"add more than planned", "追加投入"},
		},
	},
	{
		.id = "Q12", .construct = CONSTRUCT_COMPOSURE, .weight = 2,
		.text = {"What did you actually do in the last market fall you lived through?",
		         "在您亲历的上一次市场下跌中，您实际怎么做的？"},
		.option_count = 5,
		.options = {
			{"sold most", "卖出大部分"}, {"sold some", "卖出一些"}, {"was not invested", "当时没有投资"},
			{"held", "一直持有"}, {"bought", "买入"},
		},
	},
	{
		.id = "Q13", .construct = CONSTRUCT_COMPOSURE, .weight = 1,
		.text = {"In a bad month, how do you follow your account?", "行情不好的月份，您如何查看账户？"},
		.option_count = 5,
		.options = {
			{"many times a day, it disturbs my sleep", "一天多次，影响睡眠"}, {"daily", "每天"},
			{"weekly", "每周"}, {"monthly", "每月"}, {"rarely", "很少"},
		},
	},
	{
		.id = "Q14", .construct = CONSTRUCT_KNOWLEDGE, .weight = 1, .is_judgement = true,
		.text = {"True or false?", "判断正误"},
		.option_count = 4,
		.options = {
			{"When market interest rates rise, existing fixed-rate bonds usually lose value.",
			 "市场利率上升时，已有的固定利率债券价格通常下跌。"},
			{"Owning twenty shares of one industry removes almost all risk.",
			 "买入同一行业的二十只股票几乎可以消除全部风险。"},
			{"A fund that led its group for three years will lead it next year.",
			 "连续三年领先的基金明年也一定领先。"},
			{"Higher expected return normally comes with larger possible losses.",
			 "更高的预期收益通常伴随更大的可能亏损。"},
		},
		.truth = {true, false, false, true},
	},
	{
		.id = "Q15", .construct = CONSTRUCT_KNOWLEDGE, .weight = 1,
		.text = {"Your investing experience", "您的投资经验"},
		.option_count = 5,
		.options = {
			{"none", "无"}, {"deposits/money funds only", "仅存款或货币基金"},
			{"bond or mixed funds, < 3 years", "债券或混合基金不足三年"},
			{"shares or equity funds, ≥ 3 years", "股票或股票基金三年以上"},
			{"≥ 5 years including a fall of 20 % or more", "五年以上且经历过 20 % 以上下跌"},
		},
	},
	{
		.id = "Q16", .construct = CONSTRUCT_PURPOSE, .is_optional = true,
		.text = {"Main purpose and, if known, amount and date", "主要目的，以及（如有）金额与日期"},
		.option_count = 5,
		.options = {
			{"preserve buying power", "保值"}, {"regular income", "定期收益"}, {"a named goal", "明确目标"},
			{"long-term growth", "长期增长"}, {"maximum growth", "追求最大增长"},
		},
	},
};

struct phrase suitability_construct_name(enum construct construct)
{
	static const struct phrase names[] = {
		[CONSTRUCT_GATE] = {"Before the questions", "前置问题"},
		[CONSTRUCT_CAPACITY] = {"Capacity", "承受能力"},
		[CONSTRUCT_TOLERANCE] = {"Tolerance", "风险容忍度"},
		[CONSTRUCT_COMPOSURE] = {"Composure", "下跌应对"},
		[CONSTRUCT_KNOWLEDGE] = {"Knowledge", "知识与经验"},
		[CONSTRUCT_PURPOSE] = {"Purpose", "投资目的"},
	};

	return (size_t)construct < sizeof names / sizeof names[0] ? names[construct] : (struct phrase){"", ""};
}

int suitability_judge(const bool said_true[4])
{
	int right = 0;

	for (size_t i = 0; i < 4; i++)
		right += said_true[i] == suitability_questions[QUESTION_GATES + 13].truth[i];
	return right;
}

const struct finding suitability_doubts[] = {
	{DOUBT_I1, "I1", {"The loss accepted in Q8 and the conduct in a fall in Q11 contradict each other.",
	                  "Q8 所接受的亏损与 Q11 下跌时的做法相互矛盾。"}},
	{DOUBT_I2, "I2", {"The plan chosen in Q7 can lose more than the largest fall accepted in Q8.",
	                  "Q7 所选方案的可能亏损超过 Q8 所接受的最大下跌。"}},
	{DOUBT_I3, "I3", {"The purpose is maximum growth, but the money is needed within three years; that decides.",
	                  "目的为追求最大增长，但资金三年内要使用；以使用时间为准。"}},
	{DOUBT_I4, "I4", {"Q12 tells of holding or buying in a market fall, Q15 of no experience with anything that falls.",
	                  "Q12 称下跌时持有或买入，而 Q15 表明没有相关投资经验。"}},
	{DOUBT_I5, "I5", {"The years of income left in Q2 do not fit the client's age; the facts need confirming.",
	                  "Q2 的剩余收入年限与客户年龄不符，需核实。"}},
	{DOUBT_I6, "I6", {"Q7 to Q13 were all answered at the same extreme.", "Q7 至 Q13 均选择了同一侧的极端选项。"}},
	{DOUBT_I7, "I7", {"The questionnaire was answered faster than it can be read.", "答题时间短于阅读所需时间。"}},
	{DOUBT_I8, "I8", {"The score rose sharply within a short time of the previous assessment; a second person must approve.",
	                  "与上次测评相隔很短而得分大幅上升，须由复核人复核。"}},
	{DOUBT_I9, "I9", {"The client has been assessed too often.", "客户测评次数超过规定。"}},
	{DOUBT_I10, "I10", {"The answers to Q5 or Q6 differ from the figures on record; the record is used.",
	                    "Q5 或 Q6 的回答与在册数据不符，以在册数据为准。"}},
	{DOUBT_I11, "I11", {"What the transactions reveal differs from what was stated by two classes or more.",
	                    "交易行为显示的等级与问卷等级相差两级或以上。"}},
	{0, NULL, {NULL, NULL}},
};

const struct finding suitability_caps[] = {
	{CAP_CAPACITY, "capacity", {"The client is willing to take more risk than can be afforded.",
	                            "客户愿意承担的风险超过其承受能力。"}},
	{CAP_HORIZON_1, "horizon-1", {"Most of the money is needed within one year.", "大部分资金一年内要使用。"}},
	{CAP_HORIZON_3, "horizon-3", {"Most of the money is needed within three years.", "大部分资金三年内要使用。"}},
	{CAP_RESERVE, "reserve", {"Cash outside this portfolio covers less than three months of spending.",
	                          "组合之外的现金不足三个月家庭支出。"}},
	{CAP_DEBT, "debt", {"Loan repayments take more than half of the income.", "还贷支出超过收入的一半。"}},
	{CAP_SHARE, "share", {"This portfolio is more than three quarters of all financial assets.",
	                      "这笔资金超过全部金融资产的四分之三。"}},
	{CAP_KNOWLEDGE, "knowledge", {"Knowledge and experience are low; complex products are not offered.",
	                              "知识与经验不足，不提供复杂产品。"}},
	{CAP_LOSS_LIMIT, "loss-limit", {"The largest loss the client accepts limits the volatility.",
	                                "客户所能接受的最大亏损限制了组合波动。"}},
	{0, NULL, {NULL, NULL}},
};

static const struct finding *find(const struct finding *table, uint32_t bit)
{
	for (; table->code != NULL; table++)
		if (table->bit == bit)
			return table;
	return NULL;
}

const struct finding *suitability_doubt(uint32_t bit)
{
	return find(suitability_doubts, bit);
}

const struct finding *suitability_cap(uint32_t bit)
{
	return find(suitability_caps, bit);
}
