/* Tokens of Python 3, as its language reference has them. Lines and indentation are made of them by Layout. */
lexer grammar PythonLexer;

tokens { INDENT, DEDENT }

AND: 'and';
AS: 'as';
ASSERT: 'assert';
ASYNC: 'async';
AWAIT: 'await';
BREAK: 'break';
CLASS: 'class';
CONTINUE: 'continue';
DEF: 'def';
DEL: 'del';
ELIF: 'elif';
ELSE: 'else';
EXCEPT: 'except';
FALSE: 'False';
FINALLY: 'finally';
FOR: 'for';
FROM: 'from';
GLOBAL: 'global';
IF: 'if';
IMPORT: 'import';
IN: 'in';
IS: 'is';
LAMBDA: 'lambda';
NONE: 'None';
NONLOCAL: 'nonlocal';
NOT: 'not';
OR: 'or';
PASS: 'pass';
RAISE: 'raise';
RETURN: 'return';
TRUE: 'True';
TRY: 'try';
WHILE: 'while';
WITH: 'with';
YIELD: 'yield';

LPAREN: '(';
RPAREN: ')';
LBRACK: '[';
RBRACK: ']';
LBRACE: '{';
RBRACE: '}';
COMMA: ',';
WALRUS: ':=';
COLON: ':';
SEMI: ';';
ELLIPSIS: '...';
DOT: '.';
ARROW: '->';
AUGMENTED: '**=' | '//=' | '>>=' | '<<=' | '+=' | '-=' | '*=' | '/=' | '%=' | '@=' | '&=' | '|=' | '^=';
COMPARISON: '==' | '!=' | '<=' | '>=' | '<' | '>';
ASSIGN: '=';
POWER: '**';
STAR: '*';
TIMES: '//' | '/' | '%';
AT: '@';
PLUS: '+';
MINUS: '-';
TILDE: '~';
SHIFT: '<<' | '>>';
AMPERSAND: '&';
CARET: '^';
BAR: '|';

STRING: [rRbBuUfFtT]? [rRbBfFtT]? (LONG | SHORT);
NUMBER
    : '0' [xX] [0-9a-fA-F_]+
    | '0' [oO] [0-7_]+
    | '0' [bB] [01_]+
    | ([0-9] [0-9_]* ('.' [0-9_]*)? | '.' [0-9] [0-9_]*) ([eE] [+-]? [0-9_]+)? [jJ]?
    ;
NAME: [\p{L}\p{Nl}_] [\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*;

NEWLINE: '\r'? '\n' | '\r';
CONTINUED: '\\' [ \t]* ('\r'? '\n' | '\r') -> skip;
COMMENT: '#' ~[\r\n]* -> skip;
BLANK: [ \t\f\u00A0\uFEFF]+ -> skip;
OTHER: .;

fragment LONG: '"""' ('\\' . | ~'\\')*? '"""' | '\'\'\'' ('\\' . | ~'\\')*? '\'\'\'';
fragment SHORT: '"' (ESCAPED | ~["\\\r\n])* '"' | '\'' (ESCAPED | ~['\\\r\n])* '\'';
fragment ESCAPED: '\\' ('\r\n' | .);
