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
    aimer aimerais aimerait aimerions aller allez allons autre autres beaucoup besoin
    bon bonne bonnes bons cherche cherchent chercher cherchons chose choses deja
    devoir devons dois doit doivent donne donnent donner encore envie etes existe
    existent exister facon facons faire fais faisant faisons fait faite faites fallait
    falloir faudrait faut font gens jamais laisser maniere manieres met mettent
    mettons mettre moins parfois pourrais pourrait pouvez pouvoir pouvons prend
    prendre prennent rien sais sait savez souhaite souhaitons souvent toujours trop
    trouve trouvent trouver truc trucs utiliser va vais veulent veut veux voir vont
    voudrais voudrait voudrions voulez vouloir voulons
"""
FAINT_WORDS = frozenset(_SAY_LITTLE.split())
"""Folded words that questions are made of, whatever they ask about."""
