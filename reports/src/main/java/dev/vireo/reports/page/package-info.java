/**
 * A report of one run or several: a page that a browser opens from disk, and its gist for a
 * terminal.
 *
 * <p>Flows in: histories, findings and completions of runs. Flows out: one HTML file that holds all
 * it needs, and text.
 *
 * <p>The page is a template, a style and a script of ours among the resources, uPlot from its web
 * jar, and the data as JSON. Completions are untrusted: the JSON cannot end the element that holds
 * it, the script puts texts into the document as text only, and the page's content security policy
 * runs no script but those two.
 *
 * <p>Must not import: Spark, a model or a stage.
 */
package dev.vireo.reports.page;
