"""The French words that say nothing, or little, in a question."""

_SAY_NOTHING = """
    a ai aie ainsi as au aucun aucune aux avait avec avez avoir avons c ca car ce
    ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d
    dans de des dont du elle elles en entre es est et etaient etait etant etc etre eu
    eux fut hors http https il ils j je jusqu jusque l la laquelle le lequel les
    lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais me meme memes mes
    moi mon n ne ni nos notre nous on ont or ou par parce pas pendant peu peut peuvent
    plus pour pourquoi puis puisqu puisque qu quand que quel quelle quelles quels
    quelqu quelque quelques qui quoi quoiqu s sa sans se selon sera serait seront ses
    si soi sois soit son sont sous suis sur t ta te tel telle telles tels tes toi ton
    tous tout toute toutes tres tu un une vers via voici voila vos votre vous www y
"""
STOP_WORDS = frozenset(_SAY_NOTHING.split())
"""Folded words that say nothing alone; a query made only of them keeps them."""

_SAY_LITTLE = """
    activite activites aimer aimerais aimerait aimerions aller allez allons arrive arrivent arriver arrivez
    arrivons autre autres beaucoup besoin
    bon bonne bonnes bons cherche cherchent chercher cherchons chose choses deja
    devoir devons dois exercice exercices exemple exemples methode methodes doit doivent donne donnent donner encore envie etes existe
    existent exister facon facons faire fais faisant faisons fait faite faites fallait
    falloir faudrait faut font gens jamais laisser maniere manieres met mettent
    mettons mettre moins parfois pourrais pourrait pouvez pouvoir pouvons prend
    prendre prennent rien sais sait savez souhaite souhaitons souvent toujours trop
    trouve trouvent trouver truc trucs utiliser va vais veulent veut veux voir vont
    voudrais voudrait voudrions voulez vouloir voulons
"""
FAINT_WORDS = frozenset(_SAY_LITTLE.split())
"""Folded words that questions are made of, whatever they ask about."""

_OF_ANY_OCCASION = """
    animation animations atelier ateliers event events groupe groupes meeting meetings
    moment moments participant participante participantes participants people personne
    personnes rencontre rencontres reunion reunions seance seances session sessions
    temps workshop workshops
"""
OCCASION_WORDS = frozenset(_OF_ANY_OCCASION.split())
"""Folded words that any method answers, when one asks by numbers."""

_ENGLISH = """
    a about an and any are as at be because been but by can could did do does doing
    don for from get had has have he her here him his how i if in into is it its just
    make making me my need of on or our out should so some than that the their them
    then there these they this those to up us use want was way ways we were what when
    where which who why will with without would you your best better good
"""
ENGLISH_STOP_WORDS = frozenset(_ENGLISH.split())
"""The English words that say nothing in a question asked in English."""

NEGATIONS = frozenset({"sans", "ni", "aucun", "aucune", "without"})
"""Folded words after which a thing is not there."""

_TELL_TOGETHER = """
    aucun aucune entre hors meme memes pas peu plus sans tous tout toute toutes tres vers
"""
GRAMMAR_WORDS = STOP_WORDS - frozenset(_TELL_TOGETHER.split())
"""The stop words that tell nothing even beside others ("toujours les mêmes" does)."""
