/**
 * Chat templates as a language: the text of a template and values in, a text out.
 *
 * <p>Flows in: a template, the values its names stand for, perhaps a moment. Flows out: the text
 * that Jinja renders of it in transformers' sandbox ({@code trim_blocks}, {@code lstrip_blocks}, no
 * escaping, {@code break}, {@code continue}, {@code generation}, {@code tojson}, {@code
 * strftime_now}, {@code raise_exception}), to the character; or a {@link
 * dev.vireo.models.template.values.TemplateFault} with its line. What is not known to be as in
 * Jinja is refused and not guessed.
 *
 * <p>{@code syntax} reads a template, {@code values} has the values and what Python does with them,
 * and here statements and expressions are carried out: {@link dev.vireo.models.template.Template}
 * is the face, filters, tests and functions are maps from names. A template is somebody else's
 * program: it reaches nothing but the values that it is given, and steps, texts, lists and depths
 * are bounded by their number, not by a clock.
 *
 * <p>Why not a library: Jinjava, set as close to Jinja as it goes, renders more than a third of the
 * constructs of chat templates differently without an error, and a script engine is a world of its
 * own to be locked.
 *
 * <p>Must not import: anything but the JDK, {@code template.syntax} and {@code template.values}.
 */
package dev.vireo.models.template;
