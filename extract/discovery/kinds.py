"""The kind of a new concept, guessed from how its name ends; unknown where it gives no clue.

Endings are those of nouns in any field (…率, …器, "-ization", "… problem"); the first that fits decides.
"""

from __future__ import annotations

import re

from kg.model import Kind

_ENDINGS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.PROBLEM,
        r"问题|现象|[消丢缺损]失|爆炸|泄[漏露]|溢出|拟合|攻击|误差|瓶颈|冲突|死锁|异常|漏洞|读|风险|饥饿|碎片|故障",
    ),
    (Kind.PROBLEM, r"歧义|开销|占用|延迟|局限性?"),
    (
        Kind.PROBLEM,
        r"(?:problem|issue|attack|leak(?:age)?|overflow|error|failure|conflict|lock-?up|starvation|fitting)s?",
    ),
    (
        Kind.PROBLEM,
        r"(?:bias|hazard|anomal(?:y|ie)|vulnerability|overhead|cost|limit(?:ation)?|fragmentation|forgetting)s?",
    ),
    (Kind.METRIC, r"指标|[准精][确度]性?|[^概]率|分数|得分|[^调]度|吞吐量|[多相流一][样关畅致]性|值"),
    (Kind.METRIC, r"(?:accuracy|score|rate|throughput|metric|similarity|ratio|complexity|latency)s?"),
    (
        Kind.TASK,
        r"分类|识别|翻译|摘要|问答|检测|理解|分析|生成|检索|推荐|回归|聚类|对话|补全|[抽提]取|任务|匹配|预测|推理|处理|排序",
    ),
    (
        Kind.TASK,
        r"(?:classification|recognition|translation|summari[sz]ation|answering|detection|understanding|task)s?",
    ),
    (Kind.TASK, r"(?:analysis|generation|completion|extraction|inference|reasoning|processing|sorting|searching)"),
    (Kind.TOOL, r"框架|工具|平台|引擎|系统|软件|管理器|编译器|解释器|服务器|浏览器|虚拟机|中间件"),
    (
        Kind.TOOL,
        r"(?:framework|tool(?:kit)?|library|platform|engine|system|software|manager|compiler|server|database)s?",
    ),
    (Kind.RESOURCE, r"数据集?|语料库?|[识档本]库|[内显缓]存|磁盘|硬件|基准|[汇词]表|日志|文件"),
    (Kind.RESOURCE, r"(?:data(?:set)?|corpus|benchmark|memory|disk|hardware|vocabulary|file|log)s?"),
    (Kind.MODEL, r"模型"),
    (Kind.MODEL, r"(?:model|former)s?"),
    (
        Kind.COMPONENT,
        r"网络|层|模块|头|单元|器|矩阵|向量|参数|权重|队列|栈|池|表|键|树|索引|锁|进程|线程|页|段|块|节点|接口|指针",
    ),
    (Kind.COMPONENT, r"字段|函数|编码|嵌入|协议|机制|连接|状态|信号|寄存器|缓冲区"),
    (
        Kind.COMPONENT,
        r"(?:network|layer|module|head|unit|matri(?:x|ce)|vector|parameter|weight|cache|queue|stack|pool)s?",
    ),
    (
        Kind.COMPONENT,
        r"(?:table|key|tree|index(?:e)?|lock|process(?:e)?|thread|page|segment|block|node|interface|pointer)s?",
    ),
    (Kind.COMPONENT, r"(?:field|function|encoding|embedding|encoder|decoder|kernel|buffer|protocol|register|token)s?"),
    (
        Kind.METHOD,
        r"方法|算法|技术|策略|学习|训练|优化|采样|并行|压缩|融合|增强|搜索|调度|分区|复制|分片",
    ),
    (Kind.METHOD, r"化|法|解码|编程|加密|同步|隔离|卸载|计算|缓存|传播"),
    (
        Kind.METHOD,
        r"(?:method|algorithm|technique|strateg(?:y|ie)|search|compression|fusion|augmentation|replication)s?",
    ),
    (Kind.METHOD, r"(?:adaptation|alignment|parallelism|[a-z]{3,}ing|[a-z]{3,}i[sz]ation)"),
    (Kind.THEORY, r"理论|定[理律]|原[理则]|分布|梯度|概率|假设|性|[模范]式|论"),
    (
        Kind.THEORY,
        r"(?:theor(?:y|em)|law|principle|distribution|gradient|probability|hypothesis|pattern|[a-z]{3,}i?ty|ness)s?",
    ),
)
_COMPILED = tuple((kind, re.compile(rf"(?:{endings})$", re.IGNORECASE)) for kind, endings in _ENDINGS)


def kind_of(*names: str) -> Kind:
    """The kind that the ending of the first telling name suggests.

    >>> kind_of("策略网络"), kind_of("Dirty Read Problem"), kind_of("ZooKeeper")
    (<Kind.COMPONENT: 'component'>, <Kind.PROBLEM: 'problem'>, <Kind.UNKNOWN: 'unknown'>)
    """
    for name in names:
        for kind, ending in _COMPILED:
            if ending.search(name):
                return kind
    return Kind.UNKNOWN
