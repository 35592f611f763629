"""Builds the foreign words that translators and spinners leave in English text (`foreign.tsv`).

    python dictionaries/build/foreign.py --out dictionaries/en

The pairs below are written by hand for this project.  A pair is kept if the word is common in its language and not an
English word, by the frequencies of wordfreq (Apache-2.0; used to filter, its data is not copied).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import wordfreq
from container import write_text

VERSION = 1
COMMON = 3.5  # zipf in its own language: a spinner leaves only everyday words
ENGLISH_LEAD = 0.4  # a word must be this much more frequent in its language than in English
PROBABILITY = 0.02  # share of an English word's garblings that are this foreign word; a guess, same for all
# Loan words, parts of names and abbreviations that stand in good English.
LOANS = frozenset(
    "de la le el los las del da di do der van von via versus per pro ad el al en es et y e a o i no me se si come sale "
    "son pie use pan red once dice fin final general central real animal hotel radio plan pal bit das den die war hat "
    "fast gut also rat arm wand hand sports man main san santa villa casa salsa siesta fiesta plaza patio mesa sierra "
    "playa rio costa costas puerto monte mont grand petit chef cafe menu salon gala gusto solo piano opera diva nova "
    "bravo manga mango mate data media agenda forum status bonus major minor senior junior circa ergo idem".split()
)

BILINGUAL = {
    "es": """
        nosotros we; ellos they; ustedes you; usted you; vosotros you; él he; ella she; pero but; porque because;
        también also; cuando when; donde where; dónde where; quien who; quién who; cómo how; qué what; muy very;
        más more; menos less; mejor better; peor worse; siempre always; nunca never; ahora now; hoy today; ayer yesterday;
        mañana tomorrow; después after; antes before; durante during; hasta until; desde since; entre between;
        sobre about; contra against; hacia toward; según according; cada each; todo all; todos all; toda all;
        nada nothing; algo something; alguien someone; mucho much; muchos many; poco little; otro other; otra other;
        mismo same; nuevo new; nueva new; viejo old; grande big; pequeño small; bueno good; buena good; malo bad;
        primero first; último last; dos two; tres three; cuatro four; cinco five; seis six; siete seven; ocho eight;
        nueve nine; diez ten; año year; años years; día day; días days; semana week; mes month; hora hour; tiempo time;
        vida life; mundo world; país country; ciudad city; calle street; pueblo town; hombre man; mujer woman;
        niño child; niños children; hijo son; hija daughter; padre father; madre mother; hermano brother; amigo friend;
        gente people; persona person; agua water; comida food; dinero money; trabajo work; empresa company;
        gobierno government; ley law; guerra war; colina hill; montaña mountain; río river; mar sea; tierra land;
        cielo sky; sol sun; luna moon; noche night; libro book; palabra word; pregunta question; respuesta answer;
        escuela school; iglesia church; puerta door; ventana window; mesa table; silla chair; camino road;
        rey king; reina queen; jefe boss; juego game; equipo team; jugador player; partido match; hacer do;
        tener have; decir say; ver see; dar give; saber know; querer want; poder can; llegar arrive; poner put;
        blanco white; negro black; rojo red; verde green; azul blue; hay there; está is; están are; fue was; eran were;
        ser be; estar be; puede can; tiene has; tienen have; dijo said; hizo did; va goes; así so; aquí here; allí there;
        sin without; con with; por by; para for; su his; sus their; nuestro our; este this; esta this; ese that;
        eso that; estos these; esos those; una a; un a; gracias thanks; sí yes; salud health; fuerza force;
        nación nation; seguridad security; millones millions; nombre name; cabeza head; mano hand; ojos eyes; corazón heart
    """,
    "fr": """
        nous we; vous you; ils they; elles they; elle she; je i; mais but; avec with; sans without; pour for; dans in;
        sur on; sous under; chez at; entre between; avant before; après after; pendant during; depuis since; vers toward;
        parce because; quand when; où where; qui who; quoi what; comment how; pourquoi why; aussi also; très very;
        plus more; moins less; toujours always; jamais never; maintenant now; hier yesterday; demain tomorrow;
        ici here; tout all; tous all; toute all; toutes all; rien nothing; quelque some; beaucoup much; peu little;
        autre other; autres others; même same; nouveau new; nouvelle new; vieux old; bon good; bonne good; mauvais bad;
        premier first; première first; dernier last; deux two; trois three; quatre four; cinq five; sept seven; huit eight;
        neuf nine; dix ten; an year; ans years; année year; années years; jour day; jours days; semaine week; mois month;
        heure hour; heures hours; temps time; vie life; monde world; pays country; ville city; rue street; homme man;
        hommes men; femme woman; femmes women; enfant child; enfants children; père father; mère mother; frère brother;
        sœur sister; ami friend; gens people; eau water; argent money; travail work; entreprise company;
        gouvernement government; loi law; guerre war; colline hill; montagne mountain; fleuve river; mer sea; terre land;
        ciel sky; soleil sun; lune moon; nuit night; livre book; mot word; réponse answer; école school; église church;
        porte door; fenêtre window; chemin road; roi king; reine queen; jeu game; équipe team; joueur player;
        faire do; avoir have; être be; dire say; voir see; donner give; savoir know; vouloir want; pouvoir can;
        peut can; est is; sont are; était was; étaient were; ont have; avait had; fait done; dit said; va goes;
        une a; les the; des of; du of; au to; aux to; ce this; cet this; cette this; ces these; leur their; leurs their;
        notre our; votre your; mon my; mes my; son his; ses his; oui yes; non no; merci thanks; blanc white; noir black;
        rouge red; vert green; bleu blue; santé health; ainsi so; donc so; puis then; encore still; déjà already
    """,
    "de": """
        und and; oder or; aber but; mit with; ohne without; für for; von of; zu to; auf on; aus from; bei at; nach after;
        über about; unter under; zwischen between; gegen against; durch through; seit since; wegen because; weil because;
        wenn when; wo where; wer who; was what; wie how; warum why; auch also; sehr very; mehr more; weniger less;
        immer always; nie never; jetzt now; heute today; gestern yesterday; morgen tomorrow; hier here; dort there;
        alle all; alles everything; nichts nothing; etwas something; viel much; viele many; wenig little; andere other;
        anderen other; gleich same; neu new; neue new; neuen new; alt old; alte old; groß big; große big; klein small;
        gute good; guten good; schlecht bad; erste first; ersten first; letzte last; zwei two; drei three; vier four;
        fünf five; sechs six; sieben seven; acht eight; neun nine; zehn ten; jahr year; jahre years; tag day; tage days;
        woche week; monat month; stunde hour; zeit time; leben life; welt world; land country; stadt city; straße street;
        mann man; frau woman; kind child; kinder children; vater father; mutter mother; bruder brother; freund friend;
        leute people; wasser water; geld money; arbeit work; unternehmen company; regierung government; gesetz law;
        krieg war; hügel hill; berg mountain; fluss river; meer sea; himmel sky; sonne sun; mond moon; nacht night;
        buch book; wort word; frage question; antwort answer; schule school; kirche church; tür door; fenster window;
        weg way; könig king; königin queen; spiel game; spieler player; mannschaft team; machen do; haben have; sein be;
        sagen say; sehen see; geben give; wissen know; wollen want; können can; kann can; ist is; sind are; waren were;
        wird will; werden will; nicht not; kein no; keine no; nein no; ja yes; ein a; eine a; einen a; einer a; der the;
        das the; dem the; des of; ich i; wir we; sie they; er he; es it; ihr their; unser our; mein my; dieser this;
        diese this; dieses this; danke thanks; weiß white; schwarz black; rot red; grün green; blau blue; schon already;
        noch still; nur only; dann then; damit so; gesundheit health; freitag friday; montag monday; sonntag sunday
    """,
    "it": """
        noi we; voi you; loro they; lui he; lei she; io i; ma but; con with; senza without; per for; nella in; nel in;
        nelle in; della of; delle of; dello of; degli of; dei of; dal from; dalla from; alla to; alle to; agli to;
        sul on; sulla on; sotto under; tra between; prima before; dopo after; durante during; contro against; verso toward;
        perché because; quando when; dove where; chi who; cosa what; anche also; molto very; più more; meno less;
        sempre always; mai never; adesso now; ora now; oggi today; ieri yesterday; domani tomorrow; qui here; tutto all;
        tutti all; tutta all; niente nothing; nulla nothing; qualche some; molti many; poco little; altro other;
        altra other; altri others; stesso same; nuovo new; nuova new; vecchio old; grande big; piccolo small; buono good;
        buona good; cattivo bad; primo first; ultimo last; due two; quattro four; cinque five; sei six; sette seven;
        otto eight; nove nine; dieci ten; anno year; anni years; giorno day; giorni days; settimana week; mese month;
        tempo time; vita life; mondo world; paese country; città city; strada street; uomo man; uomini men; donna woman;
        donne women; bambino child; figlio son; figlia daughter; padre father; fratello brother; amico friend;
        gente people; acqua water; denaro money; soldi money; lavoro work; azienda company; governo government;
        legge law; guerra war; collina hill; montagna mountain; fiume river; mare sea; terra land; cielo sky; sole sun;
        notte night; libro book; parola word; domanda question; risposta answer; scuola school; chiesa church;
        porta door; finestra window; gioco game; squadra team; giocatore player; fare do; avere have; essere be;
        dire say; vedere see; dare give; sapere know; volere want; può can; è is; sono are; era was; erano were; ha has;
        hanno have; aveva had; detto said; fatto done; una a; uno a; gli the; questo this; questa this; quello that;
        quella that; suo his; sua her; nostro our; grazie thanks; sì yes; bianco white; nero black; rosso red; blu blue;
        così so; allora then; ancora still; già already; salute health
    """,
    "pt": """
        nós we; vocês you; você you; eles they; elas they; ele he; ela she; eu i; mas but; com with; sem without; para for;
        em in; na in; nas in; nos in; ao to; aos to; pelo by; pela by; sobre about; entre between; antes before;
        depois after; durante during; contra against; até until; desde since; porque because; quando when; onde where;
        quem who; como how; também also; muito very; mais more; menos less; sempre always; nunca never; agora now;
        hoje today; ontem yesterday; amanhã tomorrow; aqui here; tudo everything; todos all; nada nothing; algo something;
        muitos many; pouco little; outro other; outra other; outros others; mesmo same; novo new; nova new; velho old;
        pequeno small; bom good; boa good; mau bad; primeiro first; último last; dois two; três three; quatro four;
        cinco five; sete seven; oito eight; dez ten; ano year; anos years; dia day; dias days; semana week; mês month;
        tempo time; vida life; mundo world; país country; cidade city; rua street; homem man; homens men; mulher woman;
        mulheres women; criança child; crianças children; filho son; filha daughter; pai father; mãe mother;
        irmão brother; pessoas people; água water; dinheiro money; trabalho work; empresa company; governo government;
        lei law; guerra war; colina hill; montanha mountain; céu sky; noite night; livro book; palavra word;
        pergunta question; resposta answer; escola school; igreja church; porta door; janela window; jogo game;
        jogador player; equipe team; fazer do; ter have; ser be; dizer say; ver see; saber know; querer want; pode can;
        é is; são are; foi was; eram were; tem has; têm have; tinha had; disse said; uma a; um a; este this; esta this;
        esse that; essa that; isso that; seu his; sua her; nosso our; obrigado thanks; sim yes; não not; branco white;
        preto black; vermelho red; azul blue; assim so; então then; ainda still; já already; saúde health
    """,
    "la": """
        cum with; sed but; aut or; quia because; contra against; post after; ante before; inter between; sine without;
        omnes all; nihil nothing; semper always; nunc now; annus year; aqua water; terra land; homo man; deus god;
        lex law; bellum war; pax peace; rex king; vita life; mundus world; sol sun; urbs city; collis hill; cogitare think
    """,
}


def rows() -> list[str]:
    """Return rows `observed intended probability source count`, sorted."""
    found = {}
    for language, pairs in BILINGUAL.items():
        for pair in pairs.split(";"):
            word, intended = pair.split()
            if word in LOANS or word == intended:
                continue
            if language != "la":
                zipf = wordfreq.zipf_frequency(word, language)
                if zipf < COMMON or zipf < wordfreq.zipf_frequency(word, "en") + ENGLISH_LEAD:
                    continue
            found[word, intended] = f"{word}\t{intended}\t{PROBABILITY}\tforeign\t0"
    return [found[key] for key in sorted(found)]


def main() -> None:
    """Write `foreign.tsv`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_text(options.out / "foreign.tsv", VERSION, rows(), note="licence=project build=dictionaries/build/foreign.py")


if __name__ == "__main__":
    main()
