/**
 * The language of chat templates: renders a template and values as text.
 *
 * <p>Flows in: a template, the values of its variables, optionally a date. Flows out: the text that
 * Jinja renders in transformers' sandbox ({@code trim_blocks}, {@code lstrip_blocks}, no escaping,
 * {@code break}, {@code continue}, {@code generation}, {@code tojson}, {@code strftime_now}, {@code
 * raise_exception}), character by character; or a {@link
 * dev.vireo.models.template.values.TemplateFault} with its line. A construct is refused unless it
 * is known to behave as in Jinja.
 *
 * <p>{@code syntax} parses a template, {@code values} has the values and Python's operations on
 * them, and this package executes statements and evaluates expressions. {@link
 * dev.vireo.models.template.Template} is the entry point; filters, tests and functions are looked
 * up by name. A template is untrusted code: it can access only the values passed to it, and steps,
 * texts, lists and nesting are limited by counts, not by a clock.
 *
 * <p>Why not a library: even when configured to be as close to Jinja as it can be, Jinjava silently
 * renders more than a third of the constructs of chat templates differently; and a script engine
 * would need a sandbox of its own.
 *
 * <p>Must not import: anything but the JDK, {@code template.syntax} and {@code template.values}.
 */
package dev.vireo.models.template;
