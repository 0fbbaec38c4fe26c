/**
 * A run's completions in a browser of the same machine: {@code vireo browse}.
 *
 * <p>Flows in: {@link dev.vireo.reports.completions.RunBrowser} and the texts of tokens. Flows out:
 * a server on 127.0.0.1 that answers whoever has its token with a page, and the page's questions
 * with JSON.
 *
 * <p>Must not import: Spark, a model or a stage. Texts are untrusted: they leave as JSON strings,
 * and the page shows them as text.
 */
package dev.vireo.reports.browse;
