// Written by web/make-layouts from X's own tables.

/** The keys of a keyboard by their place (KeyboardEvent.code), in the order of the strings below. */
export const codes = [
  "Backquote", "Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0", "Minus",
  "Equal", "KeyQ", "KeyW", "KeyE", "KeyR", "KeyT", "KeyY", "KeyU", "KeyI", "KeyO", "KeyP", "BracketLeft",
  "BracketRight", "KeyA", "KeyS", "KeyD", "KeyF", "KeyG", "KeyH", "KeyJ", "KeyK", "KeyL", "Semicolon", "Quote",
  "Backslash", "IntlBackslash", "KeyZ", "KeyX", "KeyC", "KeyV", "KeyB", "KeyN", "KeyM", "Comma", "Period", "Slash",
  "IntlRo",
]

/** What they type plain, with Shift, and with AltGr; a space where nothing, a combining mark for a dead key. */
export const layouts: Record<string, { title: string; levels: [string, string, string] }> = {
  us: {
    title: "US English",
    levels: [
      "`1234567890-=qwertyuiop[]asdfghjkl;'\\<zxcvbnm,./ ",
      "~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"|>ZXCVBNM<>? ",
      "                                     |           ",
    ],
  },
  gb: {
    title: "British",
    levels: [
      "`1234567890-=qwertyuiop[]asdfghjkl;'#\\zxcvbnm,./ ",
      "¬!\"£$%^&*()_+QWERTYUIOP{}ASDFGHJKL:@~|ZXCVBNM<>? ",
      "|¹²³€½¾{[]}\\\u0327@ſe¶ŧ←↓→øþ\u0308\u0303æßðđŋħ ĸł\u0301\u0302\u0300|«»¢„“”µ•·  ",
    ],
  },
  be: {
    title: "Belgian",
    levels: [
      "²&é\"'(§è!çà)-azertyuiop\u0302$qsdfghjklmùµ<wxcvbn,;:= ",
      "³1234567890°_AZERTYUIOP\u0308*QSDFGHJKLM%£>WXCVBN?./+ ",
      "¬|@#¼½^{[{}\\\u0327@ſ€¶ŧ←↓→œþ[]æßðđŋħ ĸł\u0301\u0301\u0300\\«»¢„“”\u0327•·\u0303 ",
    ],
  },
  br: {
    title: "Brazilian",
    levels: [
      "'1234567890-=qwertyuiop\u0301[asdfghjklç\u0303]\\zxcvbnm,.;/",
      "\"!@#$%\u0308&*()_+QWERTYUIOP\u0300{ASDFGHJKLÇ\u0302}|ZXCVBNM<>:?",
      "¬¹²³£¢¬{[]}\\§/?°®ŧ←↓→øþ´ªæßðđŋħ ĸł\u0301~º\u030c«»©„“”µ•· °",
    ],
  },
  dk: {
    title: "Danish",
    levels: [
      "½1234567890+\u0301qwertyuiopå\u0308asdfghjklæø'<zxcvbnm,.- ",
      "§!\"#¤%&/()=?\u0300QWERTYUIOPÅ\u0302ASDFGHJKLÆØ*>ZXCVBNM;:_ ",
      "¾¡@£$½¥{[]}±|@ſ€®þ←↓→œþ\u0308\u0303ªßðđŋħ ĸł\u0301\u0302 \\«»©„“”µ\u0327·  ",
    ],
  },
  fi: {
    title: "Finnish",
    levels: [
      "§1234567890+\u0301qwertyuiopå\u0308asdfghjklöä'<zxcvbnm,.- ",
      "½!\"#¤%&/()=?\u0300QWERTYUIOPÅ\u0302ASDFGHJKLÖÄ*>ZXCVBNM;:_ ",
      "  @£$‰‚{[]}\\\u0327qw€rþyuıœ  \u0303əßðfghjĸ øæ\u030c|ʒ×cvbŋµ’ – ",
    ],
  },
  fr: {
    title: "French",
    levels: [
      "²&é\"'(-è_çà)=azertyuiop\u0302$qsdfghjklmù*<wxcvbn,;:! ",
      "~1234567890°+AZERTYUIOP\u0308£QSDFGHJKLM%µ>WXCVBN?./§ ",
      "¬¹~#{[|`\\^@]}æ«€¶ŧ←↓→øþ\u0308¤@ßðđŋħ ĸłµ\u0302\u0300|ł»¢„“”\u0301•·  ",
    ],
  },
  de: {
    title: "German",
    levels: [
      "\u03021234567890ß\u0301qwertzuiopü+asdfghjklöä#<yxcvbnm,.- ",
      "°!\"§$%&/()=?\u0300QWERTZUIOPÜ*ASDFGHJKLÖÄ'>YXCVBNM;:_ ",
      "′¹²³¼½¬{[]}\\\u0327@ſ€¶ŧ←↓→øþ\u0308~æſðđŋħ ĸł \u0302’|»«¢„“”µ·…– ",
    ],
  },
  it: {
    title: "Italian",
    levels: [
      "\\1234567890'ìqwertyuiopè+asdfghjklòàù<zxcvbnm,.- ",
      "|!\"£$%&/()=?^QWERTYUIOPé*ASDFGHJKLç°§>ZXCVBNM;:_ ",
      "¬¹²³¼½¬{[]}`~@ſ€¶ŧ←↓→øþ[]æßðđŋħ ĸł@#\u0300««»¢“”ñµ\u0301·  ",
    ],
  },
  no: {
    title: "Norwegian",
    levels: [
      "|1234567890+\\qwertyuiopå\u0308asdfghjkløæ'<zxcvbnm,.- ",
      "§!\"#¤%&/()=?\u0300QWERTYUIOPÅ\u0302ASDFGHJKLØÆ*>ZXCVBNM;:_ ",
      "¦¡@£$½¥{[]}±\u0301@ſ€®þ←↓→œπ\u0308\u0303ªßðđŋħ ĸł\u0301\u0302 ½«»©„“”µ\u0327…– ",
    ],
  },
  pl: {
    title: "Polish",
    levels: [
      "`1234567890-=qwertyuiop[]asdfghjkl;'\\<zxcvbnm,./ ",
      "~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"|>ZXCVBNM<>? ",
      "¬≠²³¢€½§·«»–\u0327πœę©ß←↓→óþ\u0308\u0303ąśðæŋ’ə…ł\u0301\u0302\u0300|żźć„”ńµ≤≥  ",
    ],
  },
  pt: {
    title: "Portuguese",
    levels: [
      "\\1234567890'«qwertyuiop+\u0301asdfghjklçº\u0303<zxcvbnm,.- ",
      "|!\"#$%&/()=?»QWERTYUIOP*\u0300ASDFGHJKLÇª\u0302>ZXCVBNM;:_ ",
      "¬¹@£§½¬{[]}\\\u0327@ſ€¶ŧ←↓→øþ\u0308\u0303æßðđŋħ ĸł\u0301\u0302\u0300\\«»¢„“”µ•·  ",
    ],
  },
  es: {
    title: "Spanish",
    levels: [
      "º1234567890'¡qwertyuiop\u0300+asdfghjklñ\u0301ç<zxcvbnm,.- ",
      "ª!\"·$%&/()=?¿QWERTYUIOP\u0302*ASDFGHJKLÑ\u0308Ç>ZXCVBNM;:_ ",
      "\\|@#~½¬{[]}\\\u0327@ſ€¶ŧ←↓→øþ[]æßðđŋħ ĸł\u0303{}|«»¢„“”µ•·  ",
    ],
  },
  se: {
    title: "Swedish",
    levels: [
      "§1234567890+\u0301qwertyuiopå\u0308asdfghjklöä'<zxcvbnm,.- ",
      "½!\"#¤%&/()=?\u0300QWERTYUIOPÅ\u0302ASDFGHJKLÖÄ*>ZXCVBNM;:_ ",
      "¶¡@£$€¥{[]}\\±@ſ€®þ←↓→œþ\u0308\u0303ªßðđŋħ ĸłøæ´|«»©„“”µ\u0327·  ",
    ],
  },
  ch: {
    title: "Swiss German",
    levels: [
      "§1234567890'\u0302qwertzuiopü\u0308asdfghjklöä$<yxcvbnm,.- ",
      "°+\"*ç%&/()=?\u0300QWERTZUIOPè!ASDFGHJKLéà£>YXCVBNM;:_ ",
      "¬|@#¼½¬|¢]}\u0301\u0303@ſ€¶ŧ←↓→œþ[]æßðđŋħ ĸł\u0301{}\\«»¢„“”µ•·  ",
    ],
  },
}
