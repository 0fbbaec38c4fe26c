/**
 * The syntax of Hugging Face's chat templates, which is Jinja with {@code break}, {@code continue}
 * and {@code generation}: parses text into statements and expressions.
 *
 * <p>Flows in: the text of a template. Flows out: {@link
 * dev.vireo.models.template.syntax.Statement}s with the template's lines, or a fault with its line.
 * White space is handled here, by the lexer; the meaning of names, filters and tests is not known
 * here.
 *
 * <p>Must not import: anything but the JDK and {@code template.values}.
 */
package dev.vireo.models.template.syntax;
