"""Relations that the layout states: the title with its list items, an item with the items under it.

Each rule is a record with an example; extract/rules/layout.py applies them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Language, RelationType


@dataclass(frozen=True, slots=True)
class StructureRule:
    """A way in which layout states a relation, with what it is worth."""

    id: str
    language: Language
    type: RelationType
    confidence: float
    example: str
    expect: tuple[str, str, str]


CONTRAST = StructureRule(
    "title-contrast",
    "zh",
    RelationType.CONTRASTS_WITH,
    0.95,
    "## LoRA 和前缀微调有什么区别？\n见下文。",
    ("LoRA", "CONTRASTS_WITH", "前缀微调"),
)
ALTERNATIVE = StructureRule(
    "title-alternatives",
    "zh",
    RelationType.CONTRASTS_WITH,
    0.85,
    "## LangChain 有哪些替代方案？\n- **LlamaIndex**：索引。",
    ("LangChain", "CONTRASTS_WITH", "LlamaIndex"),
)
MEMBER = StructureRule(
    "title-member",
    "zh",
    RelationType.IS_A,
    0.85,
    "## 参数高效微调有哪些方法？\n- **LoRA**：低秩。",
    ("LoRA", "IS_A", "PEFT"),
)
CURE = StructureRule(
    "title-cure",
    "zh",
    RelationType.ADDRESSES,
    0.8,
    "## 如何缓解过拟合？\n- **正则化**：限制权重。",
    ("正则化", "ADDRESSES", "过拟合"),
)
WAY = StructureRule(
    "title-way",
    "zh",
    RelationType.APPLIES_TO,
    0.7,
    "## 如何让模型做文本分类？\n- **微调**：训练分类层。",
    ("微调", "APPLIES_TO", "文本分类"),
)
CAUSE = StructureRule(
    "title-cause",
    "zh",
    RelationType.CAUSES,
    0.8,
    "## 出现幻觉的原因是什么？\n- **过拟合**：记住噪声。",
    ("过拟合", "CAUSES", "幻觉"),
)
PART = StructureRule(
    "title-part",
    "zh",
    RelationType.PART_OF,
    0.75,
    "## RLHF 的流程是什么？\n- **奖励模型**：打分。",
    ("奖励模型", "PART_OF", "RLHF"),
)
DESCRIBED = StructureRule(
    "title-described-part",
    "zh",
    RelationType.PART_OF,
    0.6,
    "## 介绍一下 ZeRO\n- **梯度分区**：每卡存一份。",
    ("梯度分区", "PART_OF", "ZeRO"),
)
MEASURE = StructureRule(
    "title-measure",
    "zh",
    RelationType.MEASURES,
    0.75,
    "## 如何评估文本摘要？\n- **ROUGE**：看重叠。",
    ("ROUGE", "MEASURES", "摘要"),
)
NEEDS = StructureRule(
    "title-needs",
    "zh",
    RelationType.PART_OF,
    0.7,
    "## 为什么 Transformer 需要位置编码？\n因为没有顺序。",
    ("位置编码", "PART_OF", "Transformer"),
)
PART_OF_INTRODUCED = StructureRule(
    "item-introduced-part",
    "zh",
    RelationType.PART_OF,
    0.75,
    "## 聊聊 RLHF\nRLHF 分三个阶段：\n\n- **监督微调**：模仿示范。",
    ("SFT", "PART_OF", "RLHF"),
)
USED_INTRODUCED = StructureRule(
    "item-introduced-used",
    "zh",
    RelationType.USES,
    0.75,
    "## 聊聊 FlashAttention\nFlashAttention 依赖两个想法：\n\n- **分块计算**：放进片上缓存。",
    ("FlashAttention", "USES", "分块计算"),
)
WEAKNESS = StructureRule(
    "item-introduced-weakness",
    "zh",
    RelationType.CAUSES,
    0.75,
    "## 聊聊微调\n微调的缺点有：\n\n- **灾难性遗忘**：忘掉旧知识。",
    ("微调", "CAUSES", "灾难性遗忘"),
)
CAUSE_GROUP = StructureRule(
    "group-of-causes",
    "zh",
    RelationType.CAUSES,
    0.75,
    "## 幻觉从哪里来，如何缓解？\n原因：\n\n- **过拟合**：记住噪声。",
    ("过拟合", "CAUSES", "幻觉"),
)
WEAK_GROUP = StructureRule(
    "group-of-weaknesses",
    "zh",
    RelationType.CAUSES,
    0.7,
    "## 介绍一下微调\n### 缺点\n- **灾难性遗忘**：忘掉旧知识。",
    ("微调", "CAUSES", "灾难性遗忘"),
)
CURE_GROUP = StructureRule(
    "group-of-cures",
    "zh",
    RelationType.ADDRESSES,
    0.8,
    "## 什么是过拟合\n处理的思路有以下几种：\n\n- **正则化**：限制权重。",
    ("正则化", "ADDRESSES", "过拟合"),
)
OTHER_GROUP = StructureRule(
    "group-of-alternatives",
    "en",
    RelationType.CONTRASTS_WITH,
    0.8,
    "## What is LangChain?\n### Alternatives\n- **LlamaIndex**: indexes.",
    ("LangChain", "CONTRASTS_WITH", "LlamaIndex"),
)
GOOD_GROUP = StructureRule(
    "group-of-benefits",
    "zh",
    RelationType.ADDRESSES,
    0.7,
    "## 什么是正则化\n### 作用\n- **过拟合**：得到控制。",
    ("正则化", "ADDRESSES", "过拟合"),
)
FIELD_GROUP = StructureRule(
    "group-of-uses",
    "zh",
    RelationType.APPLIES_TO,
    0.7,
    "## 什么是 BERT\n### 应用场景\n- **文本分类**：加一层分类器。",
    ("BERT", "APPLIES_TO", "文本分类"),
)
PART_GROUP = StructureRule(
    "group-of-parts",
    "zh",
    RelationType.PART_OF,
    0.7,
    "## 什么是 RLHF\n### 三个阶段\n- **奖励模型**：打分。",
    ("奖励模型", "PART_OF", "RLHF"),
)
KIND_GROUP = StructureRule(
    "group-of-kinds",
    "zh",
    RelationType.IS_A,
    0.75,
    "## 什么是参数高效微调\n### 常见类型\n- **LoRA**：低秩。",
    ("LoRA", "IS_A", "PEFT"),
)
UNDER = StructureRule(
    "item-under-item",
    "zh",
    RelationType.IS_A,
    0.85,
    "## 省显存的办法\n- 参数高效微调方法：\n  - **LoRA**：低秩。",
    ("LoRA", "IS_A", "PEFT"),
)
INTRODUCED = StructureRule(
    "item-introduced",
    "zh",
    RelationType.IS_A,
    0.8,
    "## 怎么选\n常见的参数高效微调方法包括：\n\n- **LoRA**：低秩。",
    ("LoRA", "IS_A", "PEFT"),
)
APPOSITION = StructureRule(
    "apposition",
    "zh",
    RelationType.IS_A,
    0.6,
    "## 介绍一下 FAISS 向量数据库\n它很快。",
    ("FAISS", "IS_A", "向量数据库"),
)
NESTED = StructureRule(
    "nested-name",
    "zh",
    RelationType.IS_A,
    0.6,
    "## 什么是稀疏注意力？\n它比注意力便宜。",
    ("稀疏注意力", "IS_A", "注意力机制"),
)

ROW = StructureRule(
    "table-row",
    "zh",
    RelationType.CAUSES,
    0.55,
    "## 并行\n| 方式 | 代价 |\n| --- | --- |\n| 张量并行 | 通信开销 |",
    ("张量并行", "CAUSES", "通信开销"),
)

ROW_MEMBER = StructureRule(
    "table-member",
    "zh",
    RelationType.IS_A,
    0.75,
    "## 选哪个\n| 参数高效微调 | 代价 |\n| --- | --- |\n| LoRA | 小 |",
    ("LoRA", "IS_A", "PEFT"),
)
COLUMNS = StructureRule(
    "table-columns",
    "zh",
    RelationType.CONTRASTS_WITH,
    0.85,
    "## 微调\n| 对比项 | LoRA | 前缀微调 |\n| --- | --- | --- |\n| 代价 | 小 | 大 |",
    ("LoRA", "CONTRASTS_WITH", "前缀微调"),
)
PREVENTED = StructureRule(
    "table-prevented",
    "zh",
    RelationType.ADDRESSES,
    0.75,
    "## 正则化\n| 方法 | 过拟合 |\n| --- | --- |\n| 正则化 | × |",
    ("正则化", "ADDRESSES", "过拟合"),
)
OCCURS = StructureRule(
    "table-occurs",
    "zh",
    RelationType.CAUSES,
    0.55,
    "## 微调\n| 方法 | 灾难性遗忘 |\n| --- | --- |\n| 全量微调 | √ |",
    ("全量微调", "CAUSES", "灾难性遗忘"),
)

RULES: tuple[StructureRule, ...] = (
    CONTRAST,
    ALTERNATIVE,
    MEMBER,
    CURE,
    WAY,
    CAUSE,
    PART,
    DESCRIBED,
    MEASURE,
    NEEDS,
    UNDER,
    INTRODUCED,
    PART_OF_INTRODUCED,
    USED_INTRODUCED,
    WEAKNESS,
    CAUSE_GROUP,
    WEAK_GROUP,
    CURE_GROUP,
    OTHER_GROUP,
    GOOD_GROUP,
    FIELD_GROUP,
    PART_GROUP,
    KIND_GROUP,
    APPOSITION,
    NESTED,
    ROW,
    ROW_MEMBER,
    COLUMNS,
    PREVENTED,
    OCCURS,
)
