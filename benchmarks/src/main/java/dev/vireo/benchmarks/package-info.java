/** Vireo. */
package dev.vireo.benchmarks;
