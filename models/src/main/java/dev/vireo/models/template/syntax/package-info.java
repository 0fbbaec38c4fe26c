/**
 * The language of Hugging Face's chat templates, which is Jinja with {@code break}, {@code
 * continue} and {@code generation}: a text to statements and expressions.
 *
 * <p>Flows in: the text of a template. Flows out: {@link
 * dev.vireo.models.template.syntax.Statement}s, with the template's lines in them, or a fault with
 * its line. White space is settled here, as the lexer cuts; what names, filters and tests mean is
 * not known here.
 *
 * <p>Must not import: anything but the JDK and {@code template.values}.
 */
package dev.vireo.models.template.syntax;
