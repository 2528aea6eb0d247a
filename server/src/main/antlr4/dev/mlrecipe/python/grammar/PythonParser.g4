/*
 * Python 3 in as much detail as a reader of scripts needs: more than is legal passes (who assigns to what, the order of
 * arguments), nothing that is legal and common fails. `match` and `type` statements are lines that cannot be read.
 */
parser grammar PythonParser;

options { tokenVocab = PythonLexer; }

statement
    : simple
    | ifStatement
    | whileStatement
    | forStatement
    | tryStatement
    | withStatement
    | decorated
    | strayBlock
    | broken
    | NEWLINE
    ;

/* What is left where the line above cannot be read. */
strayBlock: INDENT statement* DEDENT;

/* A line that begins with what no statement begins with. */
broken
    : (RPAREN | RBRACK | RBRACE | COMMA | COLON | WALRUS | DOT | ARROW | ASSIGN | AUGMENTED | COMPARISON | TIMES | SHIFT
        | AMPERSAND | CARET | BAR | OTHER | SEMI | AND | OR | IN | IS | AS | ELSE | ELIF | EXCEPT | FINALLY | POWER)
        ~NEWLINE* NEWLINE
    ;

simple: small (SEMI small)* SEMI? NEWLINE;

small
    : items (COLON expression (ASSIGN items)? | AUGMENTED items | (ASSIGN items)*)  # assignment
    | RETURN items?                                     # returning
    | RAISE (expression (FROM expression)?)?            # raising
    | PASS                                              # nothing
    | BREAK                                             # breaking
    | CONTINUE                                          # continuing
    | DEL items                                         # deleting
    | ASSERT expression (COMMA expression)?             # asserting
    | (GLOBAL | NONLOCAL) NAME (COMMA NAME)*            # scoping
    | IMPORT imported (COMMA imported)*                 # importing
    | FROM (DOT | ELLIPSIS)* dotted? IMPORT (STAR | LPAREN alias (COMMA alias)* COMMA? RPAREN | alias (COMMA alias)*)
                                                        # importingFrom
    ;

imported: dotted (AS NAME)?;
alias: NAME (AS NAME)?;
dotted: NAME (DOT NAME)*;

block: simple | NEWLINE INDENT statement+ DEDENT;

ifStatement: IF expression COLON block (ELIF expression COLON block)* otherwise?;
otherwise: ELSE COLON block;
whileStatement: WHILE expression COLON block otherwise?;
forStatement: ASYNC? FOR targets IN items COLON block otherwise?;
tryStatement: TRY COLON block handler* otherwise? (FINALLY COLON block)?;
handler: EXCEPT STAR? (items (AS NAME)?)? COLON block;
withStatement: ASYNC? WITH (LPAREN opened (COMMA opened)* COMMA? RPAREN | opened (COMMA opened)*) COLON block;
opened: expression (AS target)?;
decorated: (AT expression NEWLINE)* (definition | classDefinition);
definition: ASYNC? DEF NAME typeParameters? LPAREN parameters? RPAREN (ARROW expression)? COLON block;
classDefinition: CLASS NAME typeParameters? (LPAREN arguments? RPAREN)? COLON block;
typeParameters: LBRACK ~RBRACK* RBRACK;
parameters: parameter (COMMA parameter)* COMMA?;
parameter: (STAR | POWER)? NAME (COLON expression)? (ASSIGN expression)? | STAR | TIMES;

unnoted: (STAR | POWER)? NAME (ASSIGN expression)? | STAR | TIMES;

targets: target (COMMA target)* COMMA?;
target
    : NAME
    | target DOT NAME
    | target LBRACK slices RBRACK
    | target LPAREN arguments? RPAREN
    | STAR target
    | (LPAREN targets RPAREN | LBRACK targets RBRACK)
    ;

items: item (COMMA item)* COMMA?;
item: STAR? expression;

expression
    : expression DOT NAME                                       # attribute
    | expression LPAREN arguments? RPAREN                       # call
    | expression LBRACK slices RBRACK                           # subscript
    | AWAIT expression                                          # awaited
    | <assoc = right> expression POWER expression               # binary
    | (PLUS | MINUS | TILDE) expression                         # unary
    | expression (STAR | TIMES | AT) expression                 # binary
    | expression (PLUS | MINUS) expression                      # binary
    | expression SHIFT expression                               # binary
    | expression AMPERSAND expression                           # binary
    | expression CARET expression                               # binary
    | expression BAR expression                                 # binary
    | expression (COMPARISON | IN | NOT IN | IS NOT?) expression    # binary
    | NOT expression                                            # unary
    | expression AND expression                                 # binary
    | expression OR expression                                  # binary
    | <assoc = right> expression IF expression ELSE expression  # conditional
    | LAMBDA (unnoted (COMMA unnoted)* COMMA?)? COLON expression  # lambda
    | NAME WALRUS expression                                    # named
    | YIELD (FROM? items)?                                      # yielded
    | LPAREN (item (comprehension | (COMMA item)* COMMA?))? RPAREN   # group
    | LBRACK (item (comprehension | (COMMA item)* COMMA?))? RBRACK   # list
    | LBRACE (entry (comprehension | (COMMA entry)* COMMA?))? RBRACE # braces
    | STRING+                                                   # text
    | NUMBER                                                    # number
    | NAME                                                      # name
    | (TRUE | FALSE | NONE | ELLIPSIS)                          # constant
    ;

comprehension: (ASYNC? FOR targets IN expression (IF expression)*)+;
entry: POWER expression | STAR? expression (COLON expression)?;
arguments: argument (COMMA argument)* COMMA?;
argument: NAME ASSIGN expression | POWER expression | STAR expression | expression comprehension?;
slices: slice (COMMA slice)* COMMA?;
slice: expression? COLON expression? (COLON expression?)? | STAR? expression;
