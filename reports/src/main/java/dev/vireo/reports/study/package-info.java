/**
 * Studies in words and cells, and as text for a terminal.
 *
 * <p>Flows in: the report of a study. Flows out: its tables.
 *
 * <p>Must not import: anything but the report's own package and this module's mathematics.
 */
package dev.vireo.reports.study;
