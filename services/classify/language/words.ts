/**
 * Words that people of other languages chat with, the frequent ones first, without accents as `fold.ts` leaves them.
 * Keys are ISO 639-1, with `-latn` where a language is romanised. They serve twice: as words, and as a sample of how
 * a language spells. Compiled by hand for this file; a language may be added with about a hundred words.
 */
export const FOREIGN_WORDS: Record<string, string> = {
  es: `que de no la el es y en lo un por me una te los se con para mi esta si bien pero yo eso las su tu aqui del al como
    le mas todo ya muy vamos hay ahora algo estoy tengo nada cuando ha este se solo hola donde quien era puedo quiero eres
    porque sabes gracias bueno soy tiene hacer voy puede vas ser estas sus fue ese tienes quieres nunca dos creo siento
    hacia tal otra otro vez va casa hombre dia tiempo noche verdad mejor tambien alguien nadie siempre entonces dice decir
    hecho mucho mucha muchos esos esas ella ellos nosotros usted ustedes sin sobre hasta desde antes despues luego mientras
    ayer hoy manana tarde semana ano anos amigo amiga amigos hermano hermana madre padre papa mama hijo hija nino nina
    chico chica gente cosa cosas mundo vida trabajo escuela colegio clase calle dinero nombre guapa linda tonto idiota
    estupido puta mierda cabron callate gusta gustas quiere quieren dime dile mira oye ven sal deja haz mandame foto
    telefono juego jugar comer dormir salir hablar hablamos ver llegar llegue llego digo dijo dicho estaba estabas estan
    estamos tenia haciendo hablando jugando viendo pasa pasado paso sabe saber cuanto cuantos cual cada mismo misma tan
    tanto menos nuevo buena malo mala grande poco pocos fuera dentro cerca lejos contigo conmigo nos os ni o tus mis
    nuestro sea fuese habia hemos han he jaja vale claro seguro matar odio feo fea gorda asco viejo vieja quedo cabeza
    agua pan leche carne pollo arroz huevo fruta comida cena desayuno perro gato caballo coche carro autobus tren bici
    tienda mercado cocina puerta ventana cama mesa silla ropa zapatos camisa rojo azul verde negro blanco cansado
    cansada enfermo triste feliz contento enojado rico pobre caro barato frio calor lluvia nieve sol llueve compra
    comprar compre vender abrir cerrar correr caminar perder perdi ganar gane llamar llama llame ayuda ayudar esperar
    espero empieza terminar volver vuelve vuelvo traer trae llevar lleva poner pone quitar romper roto temprano facil
    dificil lunes martes viernes sabado domingo cinco diez cien medico hospital`,
  fr: `de je est pas le vous la tu que un il et a ne les ce en on ca une ai pour des moi qui nous mais y me dans du bien
    elle si tout plus non mon suis te au avec va oui toi fait ils as etre faire se comme etait sur quoi ici sais lui ma
    bon la rien dit ou pourquoi quand alors veux peut cest jai tes une sont cette votre aussi fais ton merci sa leur
    jamais ses par son deux avez peux voir parce accord dire aller temps encore toujours tres ta vais mes faut chose
    homme monde jour nuit soir matin demain hier maintenant vie mere pere frere soeur parents fils fille garcon femme ami
    amis copain copine ecole college lycee classe maison chez rue argent nom age ans quel quelle personne autre autres
    meme trop peu beaucoup avant apres depuis sans sous vers notre nos vos leurs eux mal mieux vrai vraiment peutetre
    bonjour bonsoir salut coucou desole plait belle beau gentil bete con conne connard salope pute merde putain gueule
    ferme degage creve moche nul grosse sale tuer mort mourir deteste aime aimes adore parle parler parles ecrit ecrire
    envoie photo telephone jeu jouer mange manger dormir sortir venir viens vient part partir pris mis vu su dois doit
    devoir devoirs avait avais etais serait sera serai aura vas vont font sommes etes ont eu ete arrive arrete regarde
    attends comprends pense crois demande donne laisse reste passe quon quil jsuis chui ouais mdr ptdr wesh mec meuf
    eau pain lait viande poulet riz oeuf fruit repas diner dejeuner chien chat cheval voiture bus train velo magasin
    marche cuisine porte fenetre lit table chaise vetements chaussures chemise rouge bleu vert noir blanc fatigue
    fatiguee malade triste heureux content enerve riche pauvre cher froid chaud pluie neige soleil pleut acheter achete
    vendre ouvrir ouvre fermer courir marcher perdre perdu gagner gagne appeler appelle aide aider attendre commence
    finir fini revenir reviens rentre rentrer apporter amene prendre prends mettre mets enlever casser casse retard tot
    facile difficile lundi mardi vendredi samedi dimanche cinq dix cent medecin hopital`,
  it: `non che di e la il un a per in una sono mi ho lo si ti le con cosa ma hai del se da come ci io questo qui bene tu
    sei al sta solo su no era gli piu mio dei tutto te ne della perche so quando molto fatto lei fare va ora mia cosi
    quello voi chi tuo essere ha vuoi anche adesso nella niente sua allora noi ancora abbiamo suo vuole dove lui prima
    siamo stato sai qualcosa mai dire tutti grazie ciao forse due fa casa devo posso puoi voglio tempo vita giorno notte
    sera mattina domani ieri oggi dopo sempre ogni altro altra altri uomo donna ragazzo ragazza ragazzi amico amica amici
    madre padre fratello sorella genitori figlio figlia mamma papa scuola classe compiti strada soldi nome anni quanti
    quanto quale nessuno qualcuno gente mondo parte poi gia proprio davvero senza sotto sopra fino verso nostro vostro
    loro quella quelli queste questa uno tra poco tanto troppo meglio peggio male bello bella brutto brutta stupido scemo
    idiota stronzo stronza cazzo merda puttana zitto zitta schifo odio amore cara caro tesoro bacio ammazzo morire morto
    vai vado vieni viene andare andiamo fai faccio facciamo dici dico detto parla parlare parli scrivi scrivere manda
    mandami foto telefono gioco giocare mangiare dormire uscire vedere visto vedo vedi sentire senti guarda aspetta capito
    credo penso sembra piace piaci dammi dimmi stai sto stanno avere avevo aveva ero eri erano stata dai boh magari
    purtroppo nel nei dal dalla alla allo agli sulla degli delle cui quindi pero oppure mentre sei cosi perfetto
    acqua pane latte carne pollo riso uovo frutta cibo cena pranzo colazione cane gatto cavallo macchina autobus treno
    bici negozio mercato cucina porta finestra letto tavolo sedia vestiti scarpe maglia rosso blu verde nero bianco
    stanco stanca malato malata triste felice contento arrabbiato ricco povero costa costoso freddo caldo pioggia neve
    sole piove comprare compra comprato vendere aprire chiudere correre camminare perdere perso vincere vinto chiamare
    chiama chiamo aiuto aiutare aspettare aspetto comincia finire finito tornare torna torno portare prendere prendi
    mettere metti togliere rompere rotto ritardo presto facile difficile lunedi martedi venerdi sabato domenica cinque
    dieci cento medico ospedale`,
  pt: `que nao o de a e eu voce um se para isso com uma esta por do da os em me ele as no na mas bem aqui meu como la sim
    estou sabe minha mais muito ela tem tudo te foi vai so ser ir bom vamos ou seu sua agora nada quem quando pode tenho
    vou fazer onde ha nos porque acho temos mim era algo ja ai nunca sei quer tao cara tambem quero dia noite obrigado
    obrigada ola entao gente ter coisa vida tempo homem mulher casa pai mae irmao irma amigo amiga amigos filho filha
    garoto garota menino menina escola aula trabalho dinheiro nome anos idade quantos quanto qual ninguem alguem sempre
    ainda depois antes hoje amanha ontem manha tarde semana cada outro outra outros mesmo mesma melhor pior mal boa novo
    grande pouco muita muitos sem sobre ate desde entre dos das pelo pela num numa ao aos essa esse este estas isto dele
    dela deles nosso nossa seus suas meus minhas voces eles elas vc tb pra pro ta to ne oi beleza cade legal lindo linda
    feio feia gordo burro burra idiota merda porra puta caralho filho otario cala boca odeio amo amor matar morrer gosto
    gosta gostou fala falar falou falando diz dizer disse manda mandar foto celular jogo jogar comer dormir sair ver vi
    viu vem venha veio olha espera acha penso parece posso podia deve devia faz faco feito fez fui fomos estava estao
    somos sao sou tinha teve tive vao vamos deixa fica ficar ficou fiquei chega chegou chegar passar passou conta queria
    dar dou deu aquele aquela aquilo nem pois ali assim demais valeu tchau kkk kkkk rsrs saudade entendeu perdi aconteceu
    agua pao leite carne frango arroz ovo fruta comida janta almoco cachorro gato cavalo carro onibus trem bicicleta
    loja mercado cozinha porta janela cama mesa cadeira roupa sapato camisa vermelho azul verde preto branco cansado
    cansada doente triste feliz bravo rico pobre caro barato frio calor chuva neve sol chove comprar compra comprei
    vender abrir fechar correr andar perder ganhar ganhei ligar liga liguei ajuda ajudar esperar espero comeca terminar
    acabou voltar volta voltei trazer traz levar leva botar tirar quebrar quebrou quebrado atrasado cedo facil dificil
    segunda terca sexta sabado domingo cinco dez cem medico hospital`,
  de: `ich sie das ist du nicht die und es der was wir zu er ein in ja mir mit wie den mich auf dass aber eine so hat haben
    hier wenn war sind fur von dich habe nein bin noch dir uns mal da ihr sein kann dann nur ihm einen hab doch schon
    auch als gut an jetzt man oder immer bist im ihn aus hast wird mein keine weiss meine wo ihnen alles nichts vor werden
    muss will wieder nach warum mehr dem wer sich bei um am etwas einer dein los soll diese gehen kommen machen denn uber
    jemand niemand nie deine geht komm ok mach sagen sag gesagt sagt danke bitte leute zeit leben tag nacht abend morgen
    gestern heute mann frau junge madchen kind freund freundin freunde bruder schwester mutter vater eltern mama papa haus
    hause schule klasse lehrer arbeit geld name alt alter jahre jahr viel viele wenig ganz sehr zwei anderen andere wirklich
    vielleicht naturlich genau eigentlich einfach hallo tschuss schatz liebe lieb hasse dumm blod hasslich fett arsch
    arschloch scheisse fresse klappe halt hure wichser opfer spast behindert verpiss umbringen bringe toten tot sterben
    konnen kannst konnte wollen willst wollte mussen musst musste durfen darf sollte sollst wurde wurden warst waren hatte
    hatten gehabt gewesen gemacht gegangen gekommen gesehen gespielt spielen spiel essen schlafen sehen seh gehe ging
    kommst kommt macht machst mache glaube denke weisst finde brauche brauchst schick schicken bild bilder foto handy
    schreib schreiben geschrieben dieser diesen dieses jeder jede jeden kein keiner meinen meinem deinen deinem seine ihre
    zum zur vom beim ins ohne gegen durch bis seit unter zwischen weil ob damit gerade bald nachher spater digga alter
    krass geil bock mega voll zuruck weg raus rein her hin unser unsere euch euer ander letzte nachste fertig
    wasser brot milch fleisch huhn reis ei obst abendessen fruhstuck hund katze pferd auto bus zug fahrrad laden markt
    kuche tur fenster bett tisch stuhl kleidung schuhe hemd rot blau grun schwarz mude krank traurig glucklich froh
    wutend reich arm teuer billig kalt warm heiss regen schnee sonne regnet kaufen kauf gekauft verkaufen offnen
    schliessen laufen verlieren verloren gewinnen gewonnen anrufen ruf angerufen hilfe helfen warten warte anfangen
    zuruckkommen bringen holen nehmen nimm legen stellen kaputt spat fruh leicht schwer montag dienstag freitag samstag
    sonntag funf zehn hundert arzt krankenhaus wieso halbe stunde minuten uhr`,
  nl: `ik je het de is dat een niet en van wat we in ze hij op te zijn er maar met me die heb voor ben mijn u dit aan hem
    hebben jij om naar als kan haar hier ja weet nee jullie hoe was wil moet dan heeft doen uit goed zo nog ga over waar
    mij nu bent ook geen iets zal deze alleen gaan bij waarom hebt wie nooit alles niets meer al kom ons hun hen veel
    of door tot heel echt even misschien zou zouden kunnen kunt moeten gaat komt doe doet weg weer terug altijd iemand
    niemand iedereen mensen tijd leven dag nacht avond morgen gisteren vandaag man vrouw jongen meisje kind vriend
    vriendin vrienden broer broertje zus zusje moeder vader ouders mama papa huis thuis school klas werk geld naam oud
    jaar jaren twee andere ander eerste laatste gewoon natuurlijk eigenlijk precies dank bedankt hallo hoi doei lekker
    leuk mooi lelijk dom dik stom kut klootzak hoer hou bek kop dood doden sterven vermoord haat liefde lief schat graag
    zeg zeggen zei gezegd praat praten vertel vertellen stuur sturen foto telefoon spel spelen speel eten slapen zien zie
    zag gezien denk denken vind vinden vindt geloof snap begrijp wacht kijk kijken luister blijf blijven blijft maken maak
    gemaakt geweest gehad gedaan gekomen gaan ging kwam had hadden waren werd wordt worden laat laten krijg krijgen geef
    jouw jou onze zijn deze daar toen want omdat dus nou toch wel geen zonder tegen tussen onder achter jongens joh gast
    klaar straks later vroeg laatst nieuw oude kleine grote slecht beter beste
    water brood melk vlees kip rijst ei fruit avondeten ontbijt hond kat paard auto bus trein fiets winkel markt keuken
    deur raam tafel stoel kleren schoenen shirt rood blauw groen zwart wit moe ziek verdrietig blij boos rijk arm duur
    goedkoop koud warm heet regen sneeuw zon regent kopen koop gekocht verkopen openen sluiten lopen rennen verliezen
    verloren winnen gewonnen bellen bel gebeld hulp helpen wachten beginnen terugkomen brengen halen nemen neem zetten
    leggen kapot makkelijk moeilijk maandag dinsdag vrijdag zaterdag zondag vijf tien honderd dokter ziekenhuis uur
    minuten zoals`,
  pl: `nie to sie w i na z co jest ze do tak jak o mnie a ale po mi za ja ci ma czy jestem tu go ty czego dla mam wiem
    tylko ten od juz cos cie prosze bardzo dobrze by tego moze jesli jego teraz kiedy gdzie jej jestes dlaczego wiec ich
    ich tej byl bylo byla nic on nas masz ona moj moja moje mu jeszcze przez musze nigdy tam niech kto wszystko chce
    chcesz bedzie bede my twoj twoja twoje tym mial miala mieli te ta tych tobie ciebie jako chyba raz dzis jutro wczoraj
    dzien noc wieczor rano czas zycie rok lat lata ile ludzie czlowiek facet chlopak dziewczyna kobieta kolega kolezanka
    brat siostra matka ojciec rodzice mama tata dom domu szkola szkole klasa praca pieniadze imie nazwisko zawsze nikt
    ktos kazdy inny drugi dwa trzy duzo malo troche wiecej lepiej zle dobry dobra zly ladna brzydka gruba glupi glupia
    idiota debil kurwa chuj pierdol spierdalaj zamknij morda gowno suka zabije zabic umrzyj umrzec nienawidze kocham
    lubi lubie lubisz czesc hej dzieki dziekuje przepraszam prawda naprawde oczywiscie pewnie spoko siema powiedz powiem
    mowic mowi mowisz mow rozmawiac piszesz pisac pisze wyslij zdjecie telefon gra grac gramy jesc spac isc ide idziesz
    idzie chodz przyjdz wracaj zobacz widze widziales patrz czekaj mysle myslisz wiesz wie znasz robic robisz robi zrobil
    trzeba mozna moge mozesz musisz musi zaraz potem przed pod nad przy bez miedzy bo albo lub oraz zeby gdy swoje sobie
    soba nim niej nimi was wam nam sa byc beda bylem bylam mialem bylismy chcialem takie taki taka tyle wlasnie
    woda chleb mleko mieso kurczak ryz jajko owoc jedzenie obiad kolacja sniadanie pies psa kot kota kon samochod auto
    autobus pociag rower sklep rynek kuchnia drzwi okno lozko stol krzeslo ubranie buty koszula czerwony niebieski
    zielony czarny bialy zmeczony zmeczona chory smutny szczesliwy bogaty biedny drogi drogie tani zimno cieplo goraco
    deszcz snieg slonce pada kupic kup kupilem kupie sprzedac otworz zamknac biegac przegrac zgubilem wygrac wygralem
    zadzwonic zadzwon dzwonie pomoc pomoz czekac zaczac konczyc skonczyc wrocic wroce wracam przyniesc wziac wez zepsuty
    zepsul pozno wczesnie latwe trudne poniedzialek wtorek piatek sobota niedziela piec dziesiec sto lekarz szpital
    godzina zwykle caly cala cale`,
  cs: `to je se ze v na ja co a jsem si nie ne ty jak tak mi ale za me do jsi s by z tam tady o tu i pro uz nevim vim mas
    mam ma jsme jen jeho kdyz tim byl bylo byla jste ho po ano proc bych jako kde od ted mu neco nic muzes muzu musim
    jeste kdo dobre dobry tebe te mne moje muj tvoje tvuj jeji nebo aby bude budes budu tom ten ta ti tohle toho nam nas
    vas vam jim jich ona on oni my vy sem pak proto protoze jestli pokud az az taky tedy prosim diky dekuju ahoj cau nazdar
    dobrou noc lasko zlato rano vecer den dnes dneska zitra vcera ted hned brzo pozde rok let roku lidi clovek muz zena
    kluk holka kamarad kamaradka bratr bracha sestra segra matka otec rodice mama tata dum domu doma skola skole trida
    prace penize jmeno kolik stary vzdycky nikdy nikdo nekdo kazdy jiny druhy dva tri hodne malo trochu vic lepsi spatne
    hezka oskliva tlusta hloupy blby blbec idiot debil kurva prdel hovno drz hubu zabiju zabit umri nesnasim miluju rad
    rada mas nemas nemam nejsi nejsem neni jdi jdu jdes pojd prijd poslat posli fotku telefon hra hrat jist spat videt
    vidim videl podivej pockej myslim myslis vis rekni rict rikal mluvit psat pises napis delat delas dela udelal chci
    chces chce muze musi musis vubec fakt jasne urcite mozna spolu sama sam byt bych byl byla bylo budeme mame mate jdeme
    nejak takze asi porad zase potom pred pod nad pri bez mezi u k ke ve ze sve svou
    voda chleba mleko maso kure ryze vejce ovoce jidlo obed vecere snidane pes psa kocka kun auto autobus vlak kolo
    obchod trh kuchyne dvere okno postel stul zidle obleceni boty tricko cerveny modry zeleny cerny bily unaveny unavena
    nemocny smutny stastny nastvany bohaty chudy drahy drahe levny zima teplo horko dest snih slunce prsi koupit kup
    koupil koupim prodat otevri zavrit bezet prohrat ztratil vyhrat vyhral zavolat zavolej volam pomoc cekat zacit
    skoncit vratit vratim prinest vzit vezmi rozbity rozbil brzy lehke tezke pondeli utery patek sobota nedele pet deset
    sto lekar nemocnice hodina cely cela cele`,
  sk: `nie je to sa ze na si som co ja ty ako tak ale mi ma za do s z by tu tam aj pre uz neviem viem mas mam sme len jeho
    ked bol bolo bola ste ho po ano preco kde od teraz mu nieco nic mozes mozem musim este kto dobre teba tebe mne moj moje
    tvoj alebo aby bude budes budem ten ta toto toho nam nas vas ona on oni sem potom preto pretoze ak az tiez prosim dakujem
    ahoj cau dobru noc laska rano vecer den dnes zajtra vcera hned skoro rok rokov ludia clovek muz zena chlap chalan baba
    kamarat brat sestra matka otec rodicia mama otec dom doma skola skole trieda praca peniaze meno kolko stary vzdy nikdy
    nikto niekto kazdy iny dva tri vela malo trochu viac lepsie zle pekna skareda hlupy blby idiot kurva drz hubu zabijem
    nenavidim lubim rad rada nemas nemam chod idem ides pod prid posli fotku hra hrat jest spat vidiet vidim pozri pockaj
    myslim myslis vies povedz hovorit pisat robit robis chcem chces chce moze musi musis vobec fakt jasne asi stale zase
    voda chlieb mlieko maso kura ryza vajce ovocie jedlo obed vecera ranajky pes psa macka kon auto autobus vlak bicykel
    obchod trh kuchyna dvere okno postel stol stolicka oblecenie topanky tricko cerveny modry zeleny cierny biely
    unaveny chory smutny stastny nahnevany bohaty chudobny drahe lacne zima teplo horuco dazd sneh slnko prsi kupit kup
    kupil predat otvor zavriet bezat prehrat stratil vyhrat zavolat zavolaj pomoc cakat zacat skoncit vratit priniest
    zobrat rozbil neskoro lahke tazke pondelok utorok piatok sobota nedela pat desat sto lekar nemocnica hodina cely
    cela cele`,
  sl: `je in ne se na da si to v za pa ti so sem kaj jaz ki me mi ga bi z s tako kot ni po ali vse ko ampak kako zdaj kje
    kdo zakaj nic imam imas ima sva smo ste bil bila bilo bom bos bo lahko moram moras hocem hoces vem ves prosim hvala
    zivjo lahko noc dan vecer jutri danes vceraj leto let ljudje clovek fant punca brat sestra mama oce starsi hisa doma
    sola soli delo denar ime koliko star vedno nikoli nihce nekdo vsak drug dva tri veliko malo bolj dobro slabo lepa grda
    neumen idiot utihni sovrazim ljubim rad rada pridi grem gres poslji sliko igra igrati jesti spati videti vidim poglej
    pocakaj mislim mislis reci povej govoriti pises delam delas tudi samo potem prej pred pod nad pri brez med
    voda kruh mleko meso riz jajce sadje hrana kosilo vecerja pes macka konj avto avtobus vlak kolo trgovina kuhinja
    vrata okno postelja miza stol obleka cevlji rdec moder zelen crn bel utrujen bolan zalosten vesel jezen bogat reven
    drago poceni mraz vroce dez sneg sonce kupi kupiti prodati odpri zapri teci izgubil zmagal poklici pomagaj cakati
    zaceti koncati vrniti prinesi vzemi pokvaril pozno zgodaj tezko ponedeljek torek petek sobota nedelja pet deset sto
    zdravnik bolnica ura cel cela`,
  hr: `je da ne se to i u na sam si ti sto ja za mi li ga me od smo a kako nije te sve ali su s bi samo ovo ako znam o ovdje
    dobro imam ima sta sad kad tako ste zasto bio bila bilo nisam nisi sada ih gdje gde mu ili moram mogu mozes moze
    hocu hoces hoce zelim tko ko nesto nista netko neko nitko niko jos vise treba ce cu ces biti bit budem bude molim hvala
    cao bok zdravo laku noc dobar dan vecer jutro sutra danas jucer juce godina godine ljudi covjek covek momak decko cura
    zena brat sestra majka otac roditelji mama tata kuca kuci kod skola skole skoli razred posao novac ime koliko star
    uvijek uvek nikad svaki drugi dva tri puno mnogo malo bolje lose lijepa lepa ruzna debela glup glupa idiot budala kurva
    jebi picka govno suti ubit ubiti umri mrzim volim voli vole drag dodi dodji idem ides ide ajde hajde posalji sliku slike
    igra igrati jesti spavati vidjeti vidim vidis gledaj cekaj mislim mislis znas zna reci rekao kazi pricati pricamo pisati
    pises radim radis radi zato jer dok bez pod nad pred prije posle nakon izmedu oko moj moja moje tvoj tvoja njegov njen
    nas vas njih njemu njoj tebe mene sebe svoj taj ta ovaj ova onaj takav jako stvarno naravno mozda nemoj nemam nemas nema
    dosta opet jednom prvi novi stari veliki mali cijeli ceo
    voda kruh hleb mlijeko mleko meso piletina riza jaje voce hrana rucak vecera dorucak pas psa macka konj auto autobus
    vlak voz bicikl ducan prodavnica kuhinja vrata prozor krevet stol stolica odjeca cipele majica crveno plavo zeleno
    crno bijelo umoran umorna bolestan tuzan sretan srecan ljut bogat siromasan skupo skup jeftino hladno toplo vruce
    kisa snijeg sneg sunce pada kupi kupiti kupio prodati otvori zatvori trcati izgubio pobijedio zovi zovem nazovi
    pomoc pomozi cekati pocinje zavrsiti gotovo vratiti vracas vracam donesi uzmi staviti pokvario slomio kasni kasno
    rano lako tesko ponedjeljak utorak petak subota nedjelja pet deset lijecnik doktor bolnica sat cijela cijelu`,
  sv: `det jag du inte att en och har vi i pa som for han med ett vad av mig sa den ar om dig var men man de ja kan nu hon
    till nej ska bara ni inget mycket dem fran bra ut har honom skulle dom varfor nar kom hur dar har tack oss bli upp
    allt vill gor blir nagon ingen nagot din mitt min ditt dina mina alla sedan igen eller kanske aldrig alltid igar idag
    imorgon kvall morgon natt dag tid liv manniska manniskor kille tjej kompis vanner van bror brorsa syster mamma pappa
    foraldrar barn hus hem hemma skolan skola klass jobb pengar namn gammal ar aldre yngre liten stor hej halla hejda snalla
    forlat alskling alskar hatar ful tjock dum idiot javla fan skit hora hall kaften dod do doda slar sla stryk rad
    sager sag saga sagt prata pratar berattar skriv skriver skicka bild bilder mobil spel spela spelar ata sova se ser sag
    sett titta vanta tror tycker tanker vet veta forstar gar ga gick kommer kom hit dit komma gora gjort gjorde blev varit
    hade haft maste borde fick far fatt tar ta tog ger ge lite mer mest battre basta ocksa redan fortfarande egentligen
    precis verkligen faktiskt ganska manga nagra andra varandra utan efter innan under mellan mot vid genom hos vilken
    vilket sitt sin sina deras ingenting nagonting typ asso mysigt kul trakigt ledsen glad plugga prov laxa
    vatten brod mjolk kott kyckling ris agg frukt middag lunch frukost hund hunden katt katten hast bil bilen buss
    bussen tag cykel affar kok dorr fonster sang bord stol klader skor troja rod bla gron svart vit trott sjuk arg rik
    fattig dyr dyrt billig kall varm het regn sno sol regnar kopa kop kopte salja oppna stang springa forlora vinna vann
    ringa ring hjalp hjalpa borja sluta klar tillbaka hamta lagga stalla trasig sonder sen sent tidig latt svar mandag
    tisdag fredag lordag sondag fem tio hundra lakare sjukhus timme minuter hela alldeles vanligt`,
  da: `det er jeg du ikke at en og har vi i pa til som for han med et hvad af mig sa den der om dig var men man de ja kan nu
    hun nej skal bare ud her hvor ham hvis vil os op alt noget nogen ingen hvorfor hvordan hvornar din min mit dit mine dine
    alle igen eller maske aldrig altid i gar dag morgen aften nat tid liv menneske folk fyr pige dreng ven veninde venner
    bror lillebror sostre sostre soster mor far foraeldre born hus hjem hjemme skole skolen klasse arbejde penge navn gammel
    ar ung lille stor hej farvel undskyld tak skat elsker hader grim tyk dum idiot pis lort fuck luder hold kaeft dod
    draebe slar bank siger sagde sagt snakke snakker taler fortael skriv skriver send sende billede billeder mobil spil
    spille spiller spise sove se ser set kig vent tror synes taenker ved vide forstar gar ga gik kommer kom hen komme gore
    gor gjort blev bliver vaeret have havde haft ma matte burde fik far faet tager tage tog giver give lidt mere mest bedre
    bedst ogsa allerede stadig egentlig lige virkelig faktisk ret mange nogle andre hinanden uden efter inden for under
    mellem mod ved gennem hos hvilken sit sin sine deres ingenting noget sgu altsa hyggeligt sjov kedeligt ked glad lektier
    kun meget lave laver hele dagen vores jeres hende jer blive blevet fordi nar indenfor
    vand brod maelk kod kylling ris aeg frugt aftensmad frokost morgenmad hund hunden kat katten hest bil bilen bus
    bussen cykel butik kokken dor vindue seng bord stol toj sko trojen rod bla gron sort hvid traet syg vred rig fattig
    dyr dyrt billig kold varm regn sne sol regner kobe kob kobte saelge abne luk lobe tabe vinde vandt ringe ring hjaelp
    hjaelpe vente begynde slutte faerdig tilbage hente laegge stille odelagt sent tidlig let svaert mandag tirsdag
    fredag lordag sondag fem ti hundrede laege sygehus time minutter forsinket vanligt spiste`,
  no: `det er jeg du ikke at en og har vi i pa til som for han med et hva av meg sa den der om deg var men man de ja kan na
    hun nei skal bare ut her hvor ham hvis vil oss opp alt noe noen ingen hvorfor hvordan nar din min mitt ditt mine dine
    alle igjen eller kanskje aldri alltid gar dag morgen kveld natt tid liv menneske folk fyr gutt jente venn venninne
    venner bror broren soster sostera mor far mamma pappa foreldre foreldrene barn hus hjem hjemme skole skolen klasse jobb
    penger navn gammel ar ung liten stor hei ha det unnskyld takk kjaere elsker hater stygg feit dum idiot faen dritt hore
    hold kjeft dod drepe slar juling sier sa sagt snakke snakker prater fortell skriv skriver send sende bilde bilder bildene
    mobil spill spille spiller spise sove se ser sett kikk vent tror synes tenker vet vite forstar gar ga gikk kommer kom
    hit dit komme gjore gjor gjort ble blir vaert hadde hatt ma matte burde fikk far fatt tar ta tok gir gi litt mer mest
    bedre best ogsa allerede fortsatt egentlig akkurat virkelig faktisk ganske mange andre hverandre uten etter innen under
    mellom mot ved gjennom hos hvilken sitt sin sine deres ingenting liksom koselig goy kjedelig lei glad lekser ikkje eg
    meir kva veldig skikkelig hele vare henne dere bli blitt fordi inne
    vann brod melk kjott kylling ris egg frukt middag lunsj frokost hund hunden katt katten hest bil bilen buss bussen
    tog sykkel butikk kjokken dor vindu seng bord stol klaer sko genser rod bla gronn svart hvit trott syk trist sint
    rik fattig dyr dyrt billig kald varm regn sno sol regner kjope kjop kjopte selge apne lukk lope tape vinne vant
    ringe ring hjelp hjelpe vente begynne slutte ferdig tilbake hente legge sette odelagt sen sent tidlig lett vanskelig
    mandag tirsdag fredag lordag sondag fem ti hundre lege sykehus time minutter altfor forsinket vanlig spiste`,
  fi: `on ei se ja en mita ole etta han oli mina sina ma sa mutta niin nyt kuin kun hyva joo tai jos han olen olet ovat olisi
    voi mun sun mulla sulla mut sut mua sua minun sinun minua sinua me te he tama tuo nama nuo siita sita siella taalla
    tanne sinne missa mihin mista miksi miten milloin kuka ketka kukaan kaikki mitaan jotain joku aina koskaan ehka vain
    viela jo taas sitten ennen jalkeen kanssa ilman mukaan kohta heti tanaan huomenna eilen aamu ilta yo paiva viikko vuosi
    vuotta aika elama ihminen ihmiset mies nainen poika tytto kaveri kaverit ystava veli sisko aiti isa vanhemmat koti
    kotiin kotona koulu koulussa koulun luokka tyo raha nimi vanha nuori pieni iso hyvaa paha huono parempi kiitos moi hei
    terve moikka anteeksi kulta rakas rakastan vihaan ruma lihava tyhma idiootti vittu paska perkele saatana huora turpa
    turpaan kiinni kuole tapan haluan haluat haluaa halua sano sanoi sanoa puhu puhua puhutaan kerro kirjoita laheta kuva
    kuvia kuvat puhelin peli pelata pelataan syoda nukkua nahda naen nahda katso odota luulen tiedan tieda ymmarra mene
    menen mennaan tule tulen tulee tulla tehda teen teet tekee teki ollut oltiin olin olit pitaa taytyy saa saat saan sain
    vahan paljon enemman monta toinen kaksi ensin oikeasti todella ihan aika tosi hyvin siis eli oot oon mina itse oma joten
    vesi vetta leipa leipaa maito liha kana riisi muna hedelma ruoka ruokaa iltaruoka aamupala koira koiran kissa
    hevonen auto autolla bussi juna pyora kauppa kaupassa keittio ovi ikkuna sanky poyta tuoli vaatteet kengat paita
    punainen sininen vihrea musta valkoinen vasynyt sairas surullinen iloinen vihainen rikas koyha kallis halpa kylma
    lammin kuuma sade lumi aurinko sataa ostaa osta ostin myyda avaa sulje juosta havita voittaa voitin soittaa soita
    apua auttaa odottaa alkaa loppua valmis palata hae ota laittaa rikki myohassa myohaan aikaisin helppo vaikea
    maanantai perjantai lauantai sunnuntai viisi kymmenen sata laakari sairaala tunti kaiken liian soi`,
  hu: `a az nem es hogy egy is ez azt van meg csak de mi ha volt en te o ki mit ezt itt most vagy mar jo el kell igen mert
    aki ami olyan vagyok tudom lesz azert miert be le fel ide oda hol hova mikor hogyan mennyi melyik mindig soha senki
    valaki minden semmi valami nekem neked neki nekunk engem teged ot minket nagyon kicsit sok keves jobb rossz szep csunya
    kover hulye idiota barom kurva geci szar fogd pofa pofad kuss dogolj halj megollek utallak szeretlek szeretem szia hello
    koszi koszonom bocs bocsanat kerem persze talan biztos tenyleg ugye ugy igy akkor utan elott kozben alatt felett nelkul
    kozott ma holnap tegnap reggel este ejszaka nap het ev eve eves ido elet ember emberek fiu lany srac csaj barat baratom
    baratom batyam ocsem testver nover anya apa anyam apam szulo szuleim szuleid gyerek haz otthon haza iskola suli osztaly
    munka penz nev hany oreg fiatal kicsi nagy uj regi mondd mondta mondtam mondok beszel beszelni beszelunk irj irni irok
    kuldd kuldeni kuldj kep kepet telefon jatek jatszani enni aludni latni lattam latok nezd varj gondolom hiszem tudod
    tudsz ertem ertel menj megyek mesz gyere jossz jon jottem csinalsz csinal csinalok csinalni volna voltam voltak lenne
    legyen akarok akarsz akar kene lehet szabad haver teso az abban ebben arra erre neki velem veled vele velunk maga nincs
    sincs vannak azok ezek sem se hat na naigen ilyen milyen egesz sose
    viz kenyer kenyeret tej hus csirke rizs tojas gyumolcs etel kaja vacsora ebed reggeli kutya kutyam macska lo auto
    kocsi busz vonat bicikli bolt piac konyha ajto ablak agy asztal szek ruha cipo polo piros kek zold fekete feher
    faradt beteg szomoru boldog merges gazdag szegeny draga olcso hideg meleg forro eso ho napsutes esik venni vegyel
    vettem eladni nyisd csukd futni vesziteni nyerni nyertem hivni hivj hivlak segits segitseg varni kezdodik befejezni
    kesz vissza hozni hozz vidd tenni torott keson kesik koran konnyu nehez hetfo kedd pentek szombat vasarnap tiz szaz
    orvos korhaz ora perc megint hazafele`,
  ro: `nu de sa a ca si in este te ma o un la pe ce e cu am ai din il mi asta era bine daca sunt ti fi pentru ne mai ii eu
    tu acum aici dar au va unde esti mea meu ta tau lui ei noi voi cine cum cand cat cata cati de ce nimic ceva tot toti
    toata trebuie pot poti poate vreau vrei vrea stiu stii stie stai sta fac faci face facut spus spune spui zic zici zice
    vorbesc vorbesti vorbim scrie scrii trimite poza poze telefon joc joaca manca dormi vad vezi vazut uite asteapta cred
    crezi gandesc inteleg merg mergi hai vino vin vii vine plec plecat ajuns ajungi acasa casa scoala clasa munca bani nume
    ani an varsta mare mic vechi nou mult multi putin foarte prea mereu niciodata nimeni cineva fiecare alt alta doi trei
    azi astazi maine ieri dimineata seara noapte zi viata timp om oameni baiat fata femeie prieten prietena prieteni frate
    fratele sora mama tata parinti parintii copil lume multumesc mersi salut buna scuze te rog iubito iubesc urasc urata grasa
    prost proasta idiot dracu pula curva taci gura mori omor bataie frumoasa draga da ba mai inca deja dupa inainte intre
    fara sub spre despre cel cea cei care carui acest acesta aceasta acel asa atunci aia ala chiar doar numai sigur desigur
    adica pai gata fost eram erai aveam avea avem aveti vor voi as ar fie fiind lor lui le li imi iti isi
    apa paine lapte carne pui orez ou fructe mancare cina pranz caine cainele pisica cal masina autobuz tren bicicleta
    magazin piata bucatarie usa geam pat masa scaun haine pantofi tricou rosu albastru verde negru alb obosit obosita
    bolnav trist fericit suparat bogat sarac scump ieftin frig cald ploaie zapada soare ploua cumpar cumpara cumparat
    vinde deschide inchide alerga pierdut castigat suna sun ajutor ajuta astept incepe termina terminat intorc intorci
    aduce adu ia luat pune stricat tarziu devreme usor greu luni marti vineri sambata duminica cinci zece suta doctor
    spital ora minute obicei`,
  tr: `bir ne bu ve ben mi de da icin cok o evet var ama seni beni sen hayir iyi bana sana onu degil kadar daha gibi yok
    tamam benim senin onun bizim sizin burada orada nerede nasil neden niye kim kime hangi kac simdi sonra once hemen her
    hic sey seyi bilmiyorum biliyorum biliyor musun misin muyum istiyorum istiyor istemiyorum istiyorsun olarak olan oldu
    olur olsun olacak olmaz olmak ise ile ya ki diye mu lan abi kanka canim askim tatlim gel git gidiyorum geliyorum
    geliyor gidelim yap yapma yapiyorsun yapiyor ettim etti soyle soyleme soyledi konus konusma konusuyoruz yaz yazma gonder
    at foto fotograf telefon oyun oyna oynamak yemek uyumak bak baktim bekle dur sus kapa cene ceneni aptal salak gerizekali
    mal cirkin sisman orospu pic siktir amk bok oldururum oldurecegim ol geber nefret sevmiyor seviyorum sevgilim guzel
    kotu buyuk kucuk yeni eski bugun yarin dun aksam sabah gece gun hafta ay yil yas yasinda yasindasin zaman hayat insan
    adam kadin kiz erkek cocuk arkadas arkadasim kardes kardesim abla anne annem baba babam ailen ev eve evde okul okulda
    sinif is para isim ad adin hep asla kimse herkes baska iki uc az biraz tesekkurler merhaba selam naber lutfen ozur
    dilerim gercekten tabii belki yani sadece bile beri karsi arasinda biz siz onlar bunu sunu buna bunlar kendi kendine
    misiniz miyiz sin siniz dim din dik lar ler iste hadi haydi oyle boyle artik zaten cunku eger
    su ekmek sut et tavuk pirinc yumurta meyve yemegi kahvalti kopek kopegi kedi araba otobus tren bisiklet dukkan
    market mutfak kapi pencere yatak masa sandalye elbise ayakkabi gomlek kirmizi mavi yesil siyah beyaz yorgun yorgunum
    hasta uzgun mutlu kizgin zengin fakir pahali ucuz soguk sicak yagmur kar gunes yagiyor almak aldim satmak ac acik
    kapat kosmak kaybettim kazandim ara aradim yardim beklemek basla basladi bitti bitirdim don donuyorum getir gotur
    koy kirdim bozuk gec erken kolay zor pazartesi sali cuma cumartesi pazar bes on yuz doktor hastane saat dakika butun`,
  id: `yang di aku kamu tidak itu ini dan ada saya dia kau untuk dengan akan apa ke dari bisa mau kita kami mereka sudah
    belum jangan ya tak nya juga karena lagi hanya saja kalau jika tapi atau seperti orang anak semua banyak sangat sekali
    lebih pernah selalu harus boleh dapat tahu tau pergi datang pulang rumah sekolah kelas kerja uang nama umur tahun hari
    malam pagi siang sore besok kemarin sekarang nanti tadi waktu hidup teman kawan adik kakak ibu bapak ayah mama papa
    cewek cowok perempuan laki sayang cinta benci suka bodoh goblok tolol anjing bangsat babi jelek gendut mati bunuh diam
    bilang kata ngomong bicara tulis kirim foto gambar main permainan makan minum tidur lihat liat tunggu pikir rasa mana
    siapa kapan kenapa mengapa bagaimana gimana berapa gak nggak ga enggak gue gua lu lo elo nih tuh sih deh dong kok kan
    banget udah udh aja sama gitu gini bener benar betul salah baik buruk besar kecil baru lama dulu dalam luar atas bawah
    depan belakang antara sampai sejak tanpa setelah sebelum terima kasih maaf tolong halo hai selamat iya cuma terus masih
    emang memang pasti mungkin makanya soalnya dengar dapet kasih punya milik dirimu diriku kepada oleh sebuah seorang
    tersebut adalah bukan tiada boleh awak kamu sila macam nak dah tu ni je la buat takde korang mengapa
    air roti susu daging ayam nasi telur buah sarapan anjingnya kucing kuda mobil bus motor kereta sepeda toko pasar
    dapur pintu jendela kasur meja kursi baju sepatu celana merah biru hijau hitam putih capek lelah sakit sedih senang
    marah kaya miskin mahal murah dingin panas hujan salju matahari beli membeli jual buka tutup lari jalan kalah menang
    telepon telpon tolongin bantu bantuin menunggu mulai selesai kembali bawa ambil taruh rusak telat terlambat cepat
    mudah susah senin selasa jumat sabtu minggu lima sepuluh seratus dokter jam menit biasa`,
  tl: `ang ng sa na mga ako ka ko hindi mo ikaw siya kami tayo sila ito iyan iyon yan yun yung nung ba po opo lang naman
    din rin pa kasi dahil kung kapag pag para may meron mayroon wala ano sino saan nasaan kailan bakit paano ilan magkano
    si ni kay nina kina ay at o pero ngayon bukas kahapon mamaya kanina gabi umaga hapon araw taon buwan oras buhay tao
    bata lalaki babae kaibigan kapatid kuya ate nanay tatay magulang bahay eskwela klase trabaho pera pangalan gusto ayaw
    alam mahal kita iniibig galit pangit mataba tanga bobo gago gaga puta putang ina tarantado hayop ulol mamatay patay
    papatayin tumahimik sabihin sabi sinabi usap mag nag makipag kausap sulat padala litrato laro maglaro kain kumain tulog
    matulog tingin tingnan hintay isip punta pumunta halika dito diyan doon kailangan dapat pwede puwede huwag wag lahat
    marami konti talaga sobra naging nasa galing mula hanggang bago pagkatapos habang tapos muna ulit lagi palagi minsan
    kahit sana siguro baka oo salamat kumusta kamusta sige tara nga eh ha yata pala daw raw nila natin namin ninyo kayo inyo
    akin iyo kanya sarili isa dalawa tatlo bagong luma malaki maliit maganda mabuti masama gwapo ganda mabait
    tubig tinapay gatas karne manok kanin itlog prutas pagkain hapunan almusal aso pusa kabayo kotse sasakyan tren
    bisikleta tindahan palengke kusina pinto bintana kama mesa upuan damit sapatos pula asul berde itim puti pagod sakit
    malungkot masaya mayaman mahirap mura malamig mainit ulan umuulan bumili bili binili ibenta buksan isara tumakbo
    natalo nanalo tawag tumawag tulong tulungan maghintay simula bumalik balik dala kunin kuha lagay sira nasira huli
    maaga madali lunes martes biyernes sabado linggo lima sampu doktor ospital kinain masyadong`,
  sw: `na ya wa ni kwa la za mimi wewe yeye sisi nyinyi wao hii hiyo huyu hapa hapo huko sana hapana ndiyo ndio si sio nini
    nani wapi lini kwanini vipi ngapi habari asante karibu tafadhali samahani pole jambo mambo poa sawa leo kesho jana sasa
    bado tayari baadaye usiku asubuhi jioni mchana siku wiki mwezi mwaka miaka saa wakati maisha mtu watu mtoto watoto
    mvulana msichana mwanaume mwanamke rafiki marafiki kaka dada mama baba wazazi ndugu nyumba nyumbani shule shuleni darasa
    kazi pesa jina umri yako yangu yake yetu yenu yao wangu wako wake langu lako kila yote wote kitu vitu mzuri mbaya mkubwa
    mdogo mpya mpenzi nakupenda napenda ninapenda penda chukia mjinga pumbavu mpumbavu mshenzi malaya kuma nyamaza kufa
    nitakuua kuua njoo nenda kwenda nakuja utakuja naenda unaenda unafanya fanya kufanya nafanya sema kusema alisema ongea
    kuongea tunaongea andika tuma nitumie picha simu mchezo kucheza cheza kula lala kulala ona kuona naona angalia subiri
    fikiri jua najua sijui unajua taka nataka unataka sitaka lazima naweza unaweza kuwa ilikuwa alikuwa nilikuwa yuko uko
    niko tuko hakuna kuna ana una nina tuna wana hana sina lakini au pia tu kama kwamba ili kabla baada bila kati kwenye
    katika juu chini ndani nje vizuri kabisa kweli labda tena huyo hao wale yule ambaye
    maji mkate maziwa nyama kuku wali mchele yai matunda chakula mbwa paka farasi gari basi treni baiskeli duka soko
    jikoni mlango dirisha kitanda meza kiti nguo viatu shati nyekundu bluu kijani nyeusi nyeupe nimechoka mgonjwa huzuni
    furaha hasira tajiri maskini ghali bei rahisi baridi joto mvua theluji nunua kununua uza fungua funga kimbia
    kushindwa shinda piga nipigie msaada nisaidie kusubiri anza maliza rudi ukirudi leta lete chukua weka haribika
    haribu chelewa amechelewa mapema vigumu jumatatu ijumaa jumamosi jumapili tano kumi mia daktari hospitali dakika
    amekula`,
  yo: `ni o mo ti ko si n a ki to fun wa e lo awon ati bi se je ba naa ninu gbogbo kan re mi wo won yin iwo emi oun eni
    ohun nkan omo okunrin obinrin ore egbon aburo baba iya obi ile iwe ise owo oruko odun ojo osu ose oni ola ana aaro ale
    osan oru igba aye eniyan ilu ibi nibo nigbati bawo kini kilode tani melo meloo elo pelu lati sugbon tabi nitori pe pupo
    die gan gidi nla kekere tuntun buburu dara daadaa ife feran nife fe korira ode omugo were aja obo dake pa ku iku pada
    wole jade joko dide jeun sun sere so soro gbo ri wo mu fi gba ran ko da dupe jowo joo pele ekaaro ekaale odaaro abi
    sha wahala oga mama sebi kosi koni maa nse nlo nko mii temi tire tiwa rara beeni bee ooto nisin nisisiyi bayi lola leekan
    eyi iyen yen yii nibi nibe won yoo ma ti tii ri mejeeji meji meta okan ara ori oju enu owo ese
    omi buredi wara eran adiye iresi eyin eso ounje ologbo esin oko keke oja ilekun ferese ibusun tabili aga aso bata
    pupa dudu funfun rirun aisan banuje binu olowo talaka gbowolori tutu gbona oorun ra ta sare padanu bori iranlowo
    duro bere pari gbe baje tete rorun aje isegun eti abameta aiku marun mewa dokita iwosan wakati`,
  vi: `la khong co toi va cua mot cho da duoc nguoi trong anh em chi ban may tao no chung ta minh cac nhung nay do kia day
    di den voi de thi ma o ra vao len xuong ve nhu vi nen neu khi nao dau ai gi sao the bao nhieu may lam rat qua lam nua
    roi chua dang se cung chi van con hay hoac nhung boi biet muon can phai nen thich yeu ghet thuong nho nghi noi chuyen
    ke hoi tra loi viet nhan tin gui hinh anh dien thoai choi game an uong ngu xem nhin thay nghe doi cho hoc truong lop
    bai tap nha cua me bo cha ong ba chau con trai gai ban be tien ten tuoi nam thang ngay tuan gio hom qua mai toi sang
    chieu dem luc truoc sau bay gio ngoai tren duoi giua lon nho moi cu dep xau tot ngoan beo ngu dien khung cho chet giet
    dit dm vcl vl deo dell cut cam mom im cam on xin loi chao tam biet vang da u uh nhe nha a ha voi luon cung duoc het tat
    ca moi khac nhau that su chac co le khoe vui buon met doi khat
    nuoc banh mi sua thit ga com gao trung cay meo ngua xe buyt tau dap hang bep phong giuong ghe quan ao giay xanh
    trang om gian giau ngheo dat re lanh nong mua tuyet nang mo dong chay thua goi giup bat xong quay lay hong hu som
    kho hai bon chin muoi tram bac si benh vien phut`,
  'hi-latn': `hai ka ki ke ko se main mein tum tu aap hum nahi nahin na kya kyu kyun kaise kaisa kahan kab kaun kitna kitni
    kitne mera meri mere tera teri tere tumhara tumhari tumhare hamara hamare uska uski uske unka apna apni apne mujhe
    mujhko tujhe tumhe tumhen use usko unko humko inhe ye yeh wo woh vo ho hoon hun hu tha thi the hoga hogi hona hua hui
    raha rahi rahe kar karo karna karta karti karte karke kiya karunga karenge diya de do dena dunga le lo lena ja jao jaa
    jana gaya gayi gaye aa aao aaya aana aaja bol bolo bolna bola baat batao bata batana suno sun dekh dekho dekhna dekha
    khana khao pina sona so raat din subah shaam kal aaj abhi baad pehle phir fir jab tab agar toh to bhi hi sirf bahut
    bohot bht zyada thoda kuch kuchh koi sab sabhi aur ya lekin magar par pe tak saath sath bina andar bahar upar niche
    ghar school kaam paisa paise naam umar saal bhai behen behan didi maa baap papa mummy dost yaar ladka ladki aadmi aurat
    log bacha bache pyar pyaar nafrat pasand achha acha accha bura theek thik sahi galat sach jhooth bewakoof pagal gadha
    kutta kutte kutti kamina kamine saala saale chutiya madarchod bhenchod chup chal chalo nikal mar maar marunga milo mila
    milna milte chahiye chahta chahti sakta sakti sakte pata maloom samajh laga lagta raho rakh wala wali wale kyunki isliye
    haan han nhi mat zaroor shayad bilkul arre arey are jaan jaanu ek teen hone hota hoti dil zindagi
    pani roti doodh gosht murgi chawal anda phal nashta billi ghoda gaadi gadi train saikil dukan bazaar rasoi darwaza
    khidki bistar mez kursi kapde joote kameez lal neela hara kala safed thak bimar dukhi khush gussa amir gareeb
    mehenga mehnga sasta thanda garam garmi barish baraf dhoop khareed bech kholo band bhag daud har jeet phone madad
    intezar shuru khatam wapas wapis aate hue toot der jaldi aasan mushkil somvar mangal shukra shani itvaar paanch das
    sau doctor aspatal ghanta pura poora`,
  'ur-latn': `hai hain ka ki ke ko se main mein tum tu aap hum nahi nahin nai kya kyun kaise kahan kab kaun kitna mera meri
    mere tera teri tere tumhara tumhari apka apki apna apni apne mujhe tujhe tumhein tumhen usay usko unko humein yeh woh
    hoon ho tha thi the hoga raha rahi rahay kar karo karna karta kiya karein diya dena dein lena lein jao jana gaya gayi
    aao aaya aana bolo baat batao batana batayein suno dekho khana sona raat din subah shaam kal aaj abhi baad pehle phir
    jab tab agar toh bhi sirf bohat bohot zyada thora kuch koi sab aur lekin magar par tak sath bina ghar kaam paisay naam
    umar saal bhai behan baji ammi abbu abba walid walida dost yaar larka larki aadmi aurat log bacha bachay pyar nafrat
    pasand acha achi bura theek sahi ghalat sach jhoot bewaqoof pagal gadha kutta kameena chup chalo niklo maar maaron milo
    chahiye chahta sakta pata maloom samajh lagta rakho wala wali walay kyunke isliye haan jee ji nahin mat zaroor shayad
    bilkul arey jaan shukriya meharbani khuda hafiz allah inshallah mashallah salam assalam alaikum walaikum namaz roza dua
    zindagi dil mohabbat ishq keh kay hona hota hoti liye waqt dobara bahar andar kis jis iss uss tasveer bhejo bhejna
    pani roti doodh gosht murghi chawal anda phal nashta kuttay billi ghora gari train cycle dukan bazar bawarchi
    darwaza khirki bistar maiz kursi kapray jootay qameez laal neela sabz kala safaid thak bemar udas khush ghussa ameer
    ghareeb mehnga sasta thanda garam garmi barish baraf dhoop khareed bech kholo band bhaag haar jeet madad intezar
    shuru khatam wapis wapsi rakh toot dair jaldi asan mushkil peer mangal juma hafta itwar panch das sau doctor
    haspatal ghanta poora`,
  sq: `nuk te e une dhe ne nje per me se ka qe i do jam je eshte ai ajo ne ju ata kjo ky kete keto pse si ku kur kush cfare
    sa mos po jo mire shume tani sot neser dje naten dita mbremje mengjes vit vjec kohe jete njeri njerez djale vajze burre
    grua shok shoku shoqe vella vellai moter motra nena babai prinder prinderit femije shtepi shtepia shkolle shkolla klase
    pune pare leke emri im ime jot tend tij saj tone tuaj tyre gjithe gjithmone kurre askush dikush dicka asgje cdo tjeter
    dy tre pak keq bukur bukura shemtuar trashe budalla idiot kurve mut mbyll goje gojen vdis vras urrej dua dashuri zemer
    shpirt faleminderit pershendetje tung ckemi mirupafshim ju lutem fal thuaj thote tha them flas flasim fol shkruaj dergo
    foto telefon loje luaj ha fle shoh shiko prit mendoj di dini kuptoj shko shkoj eja vij vjen bej ben bere duhet mund
    kam kemi keni kane kishte ishte isha jemi jane jeni ishin edhe ose por nese sepse prandaj para pas nen mbi pa deri nga
    tek ketu atje brenda jashte vetem shume vertet ndoshta sigurisht mo ore mer hajde a na ma ta ia
    uje buke qumesht mish pule oriz veze fruta ushqim dreke darke qen qeni mace kali makine autobus autobusi tren
    biciklete dyqan treg kuzhine dere dritare krevat tavoline karrige rroba kepuce bluze kuqe blu gjelber zi bardhe
    lodhur semure trishtuar lumtur inatosur pasur varfer shtrenjte lire ftohte ngrohte nxehte shi bore diell bie bli
    bleva shit hap vrapo humba fitova telefono ndihme ndihmo pres fillon mbarova kthehu kthehesh sill merr vendos prishi
    prish vone vonua heret lehte veshtire hene marte premte shtune diel pese dhjete qind mjek spital minuta`,
  ca: `que de no la el es i en un per em una et els es amb per meva esta si be pero jo aixo les seva tu aqui del al com li
    mes tot ja molt anem hi ha ara alguna estic tinc res quan aquest nomes hola on qui era puc vull ets perque saps gracies
    bo soc te fer vaig pot vas ser estas va aquell tens vols mai dos crec altre altra vegada cop casa home dia temps nit
    veritat millor tambe algu ningu sempre llavors diu dir fet molta molts aquests ella ells nosaltres vosaltres sense sobre
    fins des abans despres mentre ahir avui dema tarda setmana any anys amic amiga amics germa germana mare pare pares fill
    filla nen nena noi noia gent cosa coses mon vida feina escola institut classe carrer diners nom edat maca guapa ruc
    imbecil idiota puta merda calla fastic odi estimo estima matar agrada vol volen digues mira escolta vine surt deixa fes
    envia enviar foto telefon joc jugar menjar dormir sortir parlar parlem veure arribar arribes dic deia estava estaves
    estan estem tenia fent parlant passa passat sap saber quant quants qual cada mateix tant menys nou bona dolent dolenta
    gran poc fora dins prop lluny meu teu seu nostre vostre els teus seus hem han he haig cal doncs adeu siusplau bon dia
    nit quedar vam vau van vaja ens us ho hi ne m t s l d
    aigua pa llet carn pollastre arros ou fruita sopar dinar esmorzar gos gat cavall cotxe autobus tren bici botiga
    mercat cuina porta finestra llit taula cadira roba sabates samarreta vermell blau verd negre blanc cansat cansada
    malalt trist felic content enfadat ric pobre car barat fred calor pluja neu sol plou comprar compra compro vendre
    obrir tancar correr caminar perdre perdut guanyar trucar truca ajuda ajudar esperar comenca acabar tornar torna
    torno tornis portar agafar posar treure trencar trencat tard aviat facil dificil dilluns dimarts divendres dissabte
    diumenge cinc deu cent metge hospital hora minuts massa`,
  af: `die ek is nie jy en het dit in wat my van vir te om ons hy sy dat sal met so op kan jou maar hulle as hoe waar hier
    moet gaan weet net nou daar was aan by ja nee wil al iets niks niemand iemand almal altyd nooit baie mense tyd lewe dag
    nag aand more gister vandag man vrou seun meisie kind vriend vriende broer boet suster ma pa ouers huis skool klas werk
    geld naam oud jaar lekker mooi lelik dom vet bek dood haat lief praat vertel stuur speel eet slaap sien dink glo kyk bly
    maak gedoen gegaan gekom bedankt dankie asseblief hallo totsiens waarom hoekom wie wanneer hoeveel geen sonder teen tussen
    onder agter omdat dus tog darem bietjie regtig seker miskien jammer julle haar hom
    water brood melk vleis hoender rys eier vrugte kos aandete ontbyt hond kat perd kar bus trein fiets winkel mark
    kombuis deur venster bed tafel stoel klere skoene hemp rooi blou groen swart wit moeg siek hartseer kwaad ryk arm
    duur goedkoop koud warm reen sneeu son koop gekoop verkoop oopmaak toemaak hardloop verloor wen bel gebel help wag
    begin klaar terug bring vat sit stukkend laat vroeg maklik moeilik maandag dinsdag vrydag saterdag sondag vyf tien
    honderd dokter hospitaal uur`,
  lt: `ir ne tai kad as tu yra i su is bet kaip man tau jis ji mes jus jie cia ten kur kas kada kodel kiek ar jau dar tik labai
    gerai viskas nieko niekas visada niekada zmones laikas diena naktis vakaras rytas rytoj siandien vakar metai metu vyras
    moteris vaikinas mergina draugas draugai brolis sesuo mama tetis tevai vaikas namai namo mokykla klase darbas pinigai
    vardas senas mazas didelis geras blogas grazus kvailas durnas idiotas uzsiciaupk myliu nekenciu noriu nori turiu turi
    galiu gali zinau nezinau sakyk sake kalbeti rasyk siusk nuotrauka zaisti valgyti miegoti matyti matau ziurek palauk
    manau eik einu ateik buvo buvau esi esu busiu bus aciu prasau labas atsiprasau mano tavo jo jos musu jusu sita tas
    vanduo duona pienas mesa vistiena ryziai kiausinis vaisiai maistas vakariene pusryciai suo kate arklys masina
    autobusas traukinys dviratis parduotuve turgus virtuve durys langas lova stalas kede drabuziai batai raudona melyna
    zalia juoda balta pavarges serga liudnas laimingas piktas turtingas brangu pigu salta silta karsta lietus sniegas
    saule lyja pirkti nupirk parduoti atidaryk uzdaryk begti pralaimejo laimejo skambinti paskambink padek pagalba
    laukti prasideda baigti grizti atnesk paimk sugedo velai anksti lengva sunku pirmadienis penktadienis sestadienis
    sekmadienis penki desimt simtas gydytojas ligonine valanda`,
  ha: `ni kai ke shi ita mu ku su na da ba a ya ta sun mun kun ina kana yana tana muna suna ne ce me mene wane wa wacce ina
    yaushe yaya nawa don saboda amma ko kuma sai idan domin kamar har daga zuwa tare gida makaranta aiki kudi suna shekara
    rana dare yau gobe jiya yanzu mutum mutane yaro yarinya aboki abokai dan uwa uba uwata mahaifi matata miji babba karami
    sabo kyau mai masu wani wata wasu duk kome babu akwai nan can wannan wancan zan zai zaka zata zamu za zo tafi je ci sha
    yi yin gani fada magana rubuta aika hoto waya wasa barci so ina sonka soyayya wawa jaki mahaukaci shege rufe baki mutu
    kashe sannu nagode don allah lafiya ranka barka eh aa kwarai sosai
    ruwa burodi madara nama kaza shinkafa kwai abinci kare mage doki mota bas jirgin keke kasuwa kofa taga gado tebur
    kujera riga takalma ja fari kore gaji rashin bakin ciki murna fushi arziki talauci tsada arha sanyi zafi sama saya
    sayar bude gudu nasara kira taimako taimaka jira fara gama dawo kawo dauka saka lalace makara wuri sauki wahala
    litinin jumaa asabar lahadi biyar goma dari likita asibiti awa`,
  'ru-latn': `ya ty ne na chto kak eto on ona my vy oni i v s a no da net tak vot zhe bylo byl byla est mne tebe menya tebya
    ego ee nas vas ih moy moya tvoy tvoya gde kogda pochemu kto kuda skolko seychas potom uzhe eshche tolko ochen horosho
    ploho vse vsegda nikogda nikto nichego segodnya zavtra vchera den noch utro vecher let god vremya zhizn lyudi chelovek
    paren devushka drug brat sestra mama papa roditeli dom doma shkola rabota dengi imya privet poka spasibo pozhaluysta
    izvini lyublyu nenavizhu hochu hochesh mogu mozhesh znayu znaesh govorit skazhi pishi poshli foto igra igrat durak
    idiot suka blyat blyad pizdec nahuy zatknis ubyu idi poshel davay smotri podozhdi dumayu delat delaesh mozhet nado
    voda hleb moloko myaso kurica ris yajco ed eda obed uzhin zavtrak sobaka koshka loshad mashina avtobus poezd
    velosiped magazin rynok kuhnya dver okno krovat stol stul odezhda botinki krasnyy siniy zelenyy chernyy belyy ustal
    ustala bolen grustno rad zloy bogatyy bednyy dorogo deshevo holodno teplo zharko dozhd sneg solnce idet kupit kupi
    kupil prodat otkroy zakroy bezhat proigral vyigral pozvoni zvonit pomosch pomogi zhdat nachat konchil vernus prinesi
    vozmi slomal pozdno rano legko trudno ponedelnik pyatnica subbota voskresenie pyat desyat sto vrach bolnica chas`,
  'ar-latn': `ana enta enti inta inti howa huwa heya hiya ehna nahnu antum homa hum mish mesh mush msh la aywa aiwa ah w wa
    fi fe min men ila ala maa kan kant kont bas lakin law lw leh leih lesh laysh eh ih shu shou wen wein fein emta
    keef kif izay ezay kam kol kull kulu shi hada hadi hay da di dah deh yalla habibi habibti wallah wallahi inshallah
    mashallah hamdulillah khalas tayyib tayeb tamam shukran afwan ahlan marhaba sabah masa elkhair akhi ukhti okhty akhoya
    mama baba bent walad bint beit bayt madrasa filoos flous ism umri bahebak bahebik behebek bakrahak ghabi himar kalb
    kelb ibn sharmuta khara uskut iskut emshi rooh ruh taal bidi beddi ayez aref baaref fahem shof
    shuf sura soura el al il elli yalli
    mayya moya khobz laban lahma lahm djaj firakh ruz bayd fakha akl akel otta hsan sayyara arabiya otobis atr agala
    mahal souq matbakh bab shubbak sarir tarabeza kursi hdoum gazma ahmar akhdar aswad abyad taaban taban mareed hazin
    farhan zaalan ghani ghali rkhis bard har matar talg shams eshteri ishtareet eftah egri khesert kesebt ettasel
    kallemni saadni saada estanna bada hat khod hot etkasar metakhar badri sahl saab etnein gomaa sabt had khamsa ashara
    meyya doktor mostashfa saa`,
}

/** The same for English, of which the weights file knows the words and not how they are spelt: also slips, slang, names. */
export const ENGLISH_SAMPLE = `the and that have with this from they would there their what about which when make like time just know
  take people into year your good some could them other than then look only come over think also back after work first well
  even want because these give most thing through much before right mean where should great really something never always
  every still being another might while around though against place without found night house world school friend family
  mother father brother sister children morning evening yesterday tomorrow tonight weekend birthday holiday weather summer
  winter kitchen bathroom bedroom window garden street traffic engine battery charger keyboard screen laptop phone message
  picture camera ticket flight station airport luggage breakfast lunch dinner sandwich chicken cheese butter pepper coffee
  chocolate biscuit pudding football baseball basketball hockey cricket wrestling swimming running jumping throwing catching
  hitting kicking fighting shooting driving walking talking laughing crying shouting whispering sleeping dreaming thinking
  wondering guessing knowing learning teaching reading writing drawing painting singing dancing playing winning losing
  finished started stopped helped wanted needed liked loved hated called asked told answered showed watched listened
  beautiful wonderful terrible horrible awful amazing ridiculous dangerous nervous jealous famous serious obvious previous
  quickly slowly finally actually literally honestly definitely probably basically exactly especially completely friendly
  happiness sadness kindness weakness darkness business illness government movement argument apartment treatment payment
  knowledge language marriage village message damage garbage challenge revenge bridge judge fridge enough rough tough though
  knight light bright fight height weight straight caught taught bought brought thought daughter laughter neighbour thumb
  wrong write wrist wrap knife knock knee sword answer island listen castle whistle muscle scissors science scene ghost
  teh taht waht wiht becuase definatly tommorow recieve beleive freind wierd alot thier realy untill allways somthing nothin
  anythin goin doin comin gettin lookin talkin watchin hopin gunna wanna gonna gotta kinda sorta dunno lemme gimme shoulda
  coulda woulda aint yall bruh bro sis fam dude homie peeps bae lowkey highkey sus cringe simp yeet stan flex vibes slay
  bussin drip lit dope sick wack salty shook savage thicc noob nerf buff gank tank heal aggro loot spawn respawn camp smurf
  elo ranked clutch ace ult crit combo craft quest guild raid boss lag ping afk brb gtg ttyl idk imo tbh ngl smh fyi asap
  lol lmao lmfao rofl omg omfg wtf stfu haha hahaha hehe heh huh hmm umm uhh ugh eww yay woo yup yep nope nah meh whoa ouch
  oops shh pfft aww yikes duh jeez geez darn dang heck crap bloody bugger blimey cheers mate lads innit bruv mandem peng
  james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark steven paul
  andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen
  larry justin scott brandon benjamin samuel gregory frank alexander patrick jack dennis jerry tyler aaron mary patricia
  jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret sandra ashley kimberly emily donna
  michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley brenda
  priya rahul anjali sanjay mohammed ahmed fatima chen wang kim park nguyen garcia rodriguez martinez hernandez lopez gonzalez
  giovanni francesca pierre antoine hans jurgen sven bjorn ivan dmitri olga kowalski nowak yamamoto suzuki tanaka okafor
  chidi ngozi kwame siobhan niamh sean connor reilly macdonald campbell fraser williamson robertson harrison thompson
  london manchester birmingham liverpool glasgow edinburgh cardiff dublin boston chicago houston phoenix dallas seattle
  denver portland austin detroit toronto vancouver sydney melbourne brisbane auckland google youtube facebook instagram
  twitter snapchat discord whatsapp netflix spotify amazon microsoft playstation nintendo minecraft fortnite roblox pokemon`

/** Words of other languages that English speakers throw in: they say less of a message's language than others. */
export const LOANS = `hola adios amigo amigos amiga senor senora senorita gracias muchas mucho muchos por favor buenos buenas
  dias noches tardes dios mio loco nada hasta la vista manana luego que sera casa su mi uno dos tres cuatro cinco vamos
  viva fiesta siesta feliz navidad cumpleanos abuela abuelo tia tio mija mijo chica papi mami guapo bueno comprende hablo
  espanol el los las san santa rio costa bonjour bonsoir merci beaucoup oui non mon ami cherie madame monsieur au revoir
  bon appetit voyage soir jour est vie je ne sais quoi deja vu tres chic magnifique petit femme fatale carte vive laissez
  faire voila sacre bleu pain chocolat enchante ciao bella bello amore grazie mille prego buongiorno dolce vita mamma mia
  bravo gelato nonna al dente danke schon bitte nein ja doch wunderbar guten tag morgen auf wiedersehen kaputt prost
  wanderlust schadenfreude zeitgeist uber arigato gomen senpai sensei kawaii sayonara konnichiwa baka desu veni vidi vici
  carpe diem persona grata et cetera inshallah mashallah wallahi wallah habibi habibti yalla yallah salam salaam alaikum
  assalamu wa bhai yaar beta ji accha acha arre desi didi po kuya ate lola nan gran mum tita ba lah leh lor abeg oga wahala
  sha oya na wetin lekker braai howzit boet ja da bredren irie gwaan wah mi deh nah yuh seh di dem
  sus ez hiya oi aye ta jaja kek mano mama papa dada`
