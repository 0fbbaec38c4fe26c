/**
 * Charts as SVG, in one look.
 *
 * <p>Flows in: series of points with intervals. Flows out: SVG. Must not import: anything of
 * Vireo's.
 */
package dev.vireo.benchmarks.plot;
