/** Frequent words of languages in Latin script, without accents, as `fold.ts` leaves them; keys are ISO 639-1. */
export const STOP_WORDS: Record<string, string> = {
  es: 'que de la el los las una por para con pero como muy tambien esta eres estoy porque donde cuando quiero tengo hola gracias si no te voy nadie quieres eso lo su mas todo nada yo del al es un se mi vas puta idiota contigo mucho bueno aqui ser soy tienes todos fuera',
  fr: 'le les des est et je tu vous nous pas avec pour dans mais qui une sur oui merci bonjour suis cest jai moi toi quoi de la un en il elle ne se ce que plus tout personne va vais es ton ta tes bien sans ma mon tuer aime sale fait trop comme',
  de: 'der die das und ist nicht ich du wir ihr mit auf fur ein eine aber auch wie wenn noch schon ja nein danke bin hast habe bist so dich mir mich dir zu den dem von kein keiner sehr nur was wer wo immer halt dumm hau doch mal gleich warum alle hier',
  it: 'che non il per sono mi ti ci come cosa questo anche piu ciao grazie perche sei ho hai della nel di un una la le e lo ma se con io tu fai vai tutto bene nessuno ammazzo stupido mai sempre molto quando dove',
  pt: 'nao voce uma com mas isso obrigado sim quando muito tudo bem eu ele ela meu minha estou tem que de o a os do da em um para te vou se por mais e ninguem aqui seu sua foi burro vai ser esta onde',
  nl: 'het een ik jij niet van maar ook wat hoe dat zijn heb naar goed voor bij geen dank de en je bent is op te ben niemand zo heel met hier mij jou kan wil dom ga waar',
  pl: 'nie jest sie czy jak tak co mam ale dla mnie jestem dobrze dzieki prosze to na do ze ty ja z cie nikt jestes bardzo tylko juz gdzie zabije i w',
  sv: 'och att det som inte jag har med till den hur vad ar tack hej pa du en ett for kan dig mig ingen sa mycket alla var dum i ska',
  da: 'og det er ikke jeg du har med til den hvad hvordan tak hej pa en et for kan dig mig ingen meget alle hvor dum skal som af',
  no: 'og det er ikke jeg du har med til den hva hvordan takk hei pa en et for kan deg meg ingen veldig alle hvor skal som av',
  fi: 'on ei ja se etta mina sina oli mita kun niin mutta ole olen olet tama kiitos hei kuka miksi nyt kaikki sinun tyhma',
  tr: 'bir ve bu ne icin cok ben sen degil mi var yok nasil evet hayir tamam merhaba da de ama seni beni kim her sana cok aptal neden gel',
  id: 'yang dan di itu ini aku kamu tidak ada dengan untuk apa saya bisa sudah juga dia kau mau ya jangan lagi orang sangat bodoh kenapa semua',
  tl: 'ang ng sa mga ako ikaw hindi kasi lang naman ba po siya kung ka mo ko na ay si ni tayo wala mahal bobo bakit',
  ro: 'este nu sunt si cu pentru ce mai nici esti foarte bine de la un o in te ma pe din dar cum unde prost',
  cs: 'je to se na ze co jak ale ja ty jsem jsi neni proc tak kde mam mas dobre dekuju ahoj nikdo moc vsichni',
  hu: 'es egy az nem hogy van mi te en ez vagy mar csak meg jol koszonom szia senki nagyon hulye miert',
  vi: 'la cua va khong co toi ban mot cho nay duoc nguoi di em anh lam gi rat ngu',
  sw: 'na ya wa ni kwa la za mimi wewe sana hapana ndiyo nini habari asante yako yangu kila',
}

/** Too common in English chat, as words or misspellings, to count against it by themselves. */
export const ALSO_ENGLISH = new Set(
  (
    'die come de co dan bin ja har den mi sei hat wat as sa ti po ba ne ho var nu el la le ha bien si ci data per di des sur non les pa ' +
    'att cu tu mai dank est das ok et ve ar lang con che bu ben sen par no me so is on a i o in an am do all here her for was man also ' +
    'bit ma pa ni to we us he she it be by or up go my at you your him his so mal halt tak jak te ta se ce un en il ton mon lo su es al del ' +
    'mas todo nada yo e do da em os seu foi is op ben zo heel met mid kan wil dom ga ze ty z w do na i juz ka mo ko ay mahal la va em anh ' +
    'ya wa za was wer wo sans comme kim her gel pe din ma te kun on se tama fan hi gut alle fine most mot cho nay ban an pot ' +
    'tes fait sale va vas ser fuera mig var sang kau mau dia lagi orang der mit dem dir ist es to bes jol van mar csak az ez en'
  ).split(' '),
)
