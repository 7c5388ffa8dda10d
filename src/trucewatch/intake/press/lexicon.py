"""The verbs and nouns of saying: what English uses to hand on somebody's words. No word of any one conflict."""


def words(text: str) -> frozenset[str]:
    """The words of ``text`` as a set."""
    return frozenset(text.split())


SAY = words(
    "say tell state add announce declare claim report confirm stress note explain insist argue maintain allege assert "
    "warn remark comment reiterate underline underscore emphasize emphasise mention point reply respond answer inform "
    "acknowledge admit concede observe recall continue conclude write tweet post testify contend repeat voice describe "
    "deny predict estimate suggest believe think hope expect complain caution clarify disclose reveal indicate signal "
    "promise vow pledge swear assure guarantee quote cite brief read joke decide lament quip caution recount speak"
)
STANCE = words(
    "welcome condemn reject accuse blame denounce demand urge call appeal request ask propose offer support "
    "back endorse "
    "dismiss refuse criticize criticise praise deplore regret protest dispute deny threaten pledge promise vow agree "
    "accept commit undertake oppose object rebuff decry invite insist press push recommend approve thank applaud "
    "commend hail warn confirm apologise apologize complain dispute"
)
SPEECH = words(
    "say tell add announce declare claim report warn stress argue allege assert insist reply remark complain deny "
    "accuse reject blame denounce demand urge appeal condemn dismiss refuse criticize criticise threaten vow apologise "
    "apologize caution decide joke dispute thank propose suggest confirm state protest ask speak"
)
"""Verbs of which whatever noun is their subject speaks, but for UNSPEAKING."""

UNSPEAKING = words(
    "agreement accord deal plan draft law rule article clause figure document move step attack shell fire rain "
    "road bridge idea fact case word question answer day week month year time thing way result talk picture image map"
)
NOUNS = words(
    "statement comment remark claim allegation accusation charge warning call appeal pledge promise demand "
    "denial report "
    "assurance announcement proposal offer request suggestion assertion complaint commitment"
)
PEOPLE = words(
    "spokesman spokeswoman spokesperson official officer minister president secretary chief commander general colonel "
    "ministry government side authority council army command mission agency organisation organization force "
    "envoy mediator "
    "ambassador delegation committee party leader resident driver doctor witness governor mayor police staff guard "
    "commission coordinator office administration company operator monitor observer director negotiator presidency "
    "headquarters service union team group parliament lawmaker deputy militia front movement leadership chairman "
    "chairwoman farmer teacher nurse villager journalist agencies premier chancellor kremlin bureau department "
    "rapporteur "
    "representative capital centre center court cabinet assembly hospital cleric bishop elder trader aide diplomat"
)
PRONOUNS = words("he she they")
SPEAKING_SELF = words("i we us our my me")
EVENTS = words(
    "attack shelling bombardment strike raid provocation clash explosion ambush blockade visit meeting talk withdrawal "
    "ceasefire cease-fire truce agreement offensive operation incursion evacuation exchange protest deployment arrest "
    "delivery skirmish bombing"
)
MEETINGS = words("meet meeting talk summit conference negotiation session round")

_THEMES = {
    "ceasefire": "ceasefire cease-fire cease fire truce armistice silence shoot shooting shot shell shelling "
    "mortar gun "
    "hostility fighting firing bombardment explosion burst violation sniper blast artillery bomb strike peace quiet "
    "weapon-fire gunfire barrage clash offensive",
    "withdrawal": "withdraw withdrawal pull pullback leave vacate retreat departure depart barrack redeploy evacuate "
    "pullout troop garrison",
    "weapons": "weapon howitzer mortar tank launcher rifle arm disarm armour armor depot storage gun ammunition "
    "calibre "
    "artillery demilitarise demilitarize arsenal",
    "corridor": "corridor road route highway pass checkpoint lorry truck traffic tunnel bridge barrier blockade "
    "movement "
    "passage vehicle bus crossing roadblock railway reopen open close unimpeded block transit convoy",
    "aid": "aid humanitarian food flour medicine fuel supply relief hospital bread insulin need shelter patient hunger "
    "blanket grain medical water electricity gas winter convoy civilian ration",
    "monitoring": "monitor monitoring observer mission inspector inspection patrol camera verify verification "
    "eye access "
    "drone observe",
    "peacekeepers": "peacekeeper peacekeeping contingent helmet force battalion",
    "prisoners": "prisoner captive detainee hostage exchange release swap body remain missing abduct detain "
    "free fallen",
    "territory": "territory land village border district enclave height boundary valley inch soil frontier hand return "
    "seize region",
    "talks": "talk negotiation negotiate table dialogue summit meet meeting treaty delegation round mediator mediation "
    "negotiating envoy sign conference minister",
}
_ACTS = {
    "AGREE": "agree sign accept extend initial conclude approve adopt reach endorse ratify undertake",
    "CONSULT": "meet visit talk discuss confer host phone telephone consult gather mediate negotiate travel",
    "SUPPORT": "support back praise welcome endorse thank hail recognise recognize defend",
    "COOPERATE": "cooperate share escort joint train exchange help assist",
    "AID": "deliver aid donate lend provide supply feed evacuate send fund",
    "CONCEDE": "free release lift ease pardon concede allow yield surrender",
    "RETREAT": "withdraw leave vacate retreat pull dismantle demobilise disarm hand",
    "REQUEST": "urge call demand appeal ask request propose plead seek press push insist",
    "ACCUSE": "accuse blame condemn denounce criticise criticize charge deplore decry complain allege",
    "REJECT": "reject refuse deny dismiss decline oppose rule veto spurn rebuff",
    "THREATEN": "threaten warn ultimatum retaliate vow",
    "PROTEST": "protest march demonstrate rally strike riot picket chant demonstrator",
    "SANCTION": "sanction freeze expel suspend cut embargo recall boycott withdraw",
    "MOBILIZE": "deploy mobilise mobilize mass reinforce reservist alert exercise move test",
    "COERCE": "block blockade close arrest detain seize confiscate ban impose jail turn cut curfew abduct raid "
    "restrict "
    "checkpoint",
    "ASSAULT": "attack shell fire bomb kill wound strike launch offensive shoot ambush clash bombard storm "
    "assault fight "
    "explode injure raid provocation torture beat destroy loot hit fall",
}


def _pointing(lists: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Each word to the names of the lists it stands in."""
    every = frozenset().union(*map(words, lists.values()))
    return {word: tuple(name for name, text in lists.items() if word in words(text)) for word in every}


THEMES = _pointing(_THEMES)
"""The subjects that a lemma points to; a weak sign each, weighed by the model."""

ACTS = _pointing(_ACTS)
"""The PLOVER roots that a lemma points to, after the manual's own examples; a weak sign each, weighed by the model."""
