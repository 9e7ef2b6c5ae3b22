import numpy as np
import pytest

from analysis.forecasting.nowcast import kalman
from analysis.forecasting.nowcast.kalman import Setting, Sightings

NAN = np.nan


def seen(**changes):
    tables = {
        "official": [0.3, NAN, 0.1, 0.4, NAN],
        "official_var": [0.04, 0.04, 0.05, 0.03, 1.0],
        "own": [NAN, 0.6, 0.5, NAN, 0.9],
        "own_var": [1.0, 0.02, 0.02, 1.0, 0.01],
        "national": [0.1, 0.2, NAN, 0.3, NAN],
        "national_var": [0.002, 0.003, 1.0, 0.002, 1.0],
    } | changes
    return Sightings(**{name: np.array(values, dtype=float) for name, values in tables.items()})


def setting(**changes):
    plain = {
        "phi": 0.8, "s2": 0.09, "level": 0.2, "level_var": 0.5,
        "steps": np.array([0.02, 0.03, 0.02, 0.05]), "unit": -0.3, "tau2": 0.6, "omega2": 0.2,
    }  # fmt: skip
    return Setting(**plain | changes)


def statsmodels_loglik(data, par, mu):
    from statsmodels.tsa.statespace.mlemodel import MLEModel  # noqa: PLC0415 -- slow import

    class Twin(MLEModel):
        def __init__(self):
            observed = np.column_stack([data.national, data.official, data.own])
            super().__init__(observed, k_states=3, k_posdef=3)
            years = len(observed)
            self["design"] = np.array([[0, 0, 1], [1, 0, 1], [1, par.unit, 1]], dtype=float)
            self["transition"] = np.diag([par.phi, 1.0, 1.0])
            self["state_intercept"] = np.array([0.0, 0.0, par.drift])
            self["selection"] = np.eye(3)
            own_var = data.own_var + par.unit**2 * par.omega2
            noise = np.zeros((3, 3, years))
            for i, var in enumerate([data.national_var, data.official_var, own_var]):
                noise[i, i] = var
            self.ssm["obs_cov"] = noise
            moves = np.zeros((3, 3, years))
            moves[0, 0], moves[2, 2, :-1] = par.s2 * (1 - par.phi**2), par.steps
            self.ssm["state_cov"] = moves
            start = np.diag([par.s2, par.tau2, par.level_var])
            self.ssm.initialize_known(np.array([0.0, mu, par.level]), start)

    return Twin().ssm.loglike()


@pytest.mark.parametrize("drift", [0.0, 0.3])
@pytest.mark.parametrize("mu", [-1.2, 0.0, 0.7])
@pytest.mark.parametrize(
    "changes", [{}, {"own": [NAN] * 5}, {"national": [NAN] * 5}, {"official": [NAN] * 5}]
)
def test_the_filter_agrees_with_statsmodels(mu, drift, changes):
    data, par = seen(**changes), setting(drift=drift)

    state = kalman.filter_years(data, par)

    ours = state.loglik + state.loglik_linear * mu - state.loglik_square * mu**2 / 2
    assert float(ours) == pytest.approx(statsmodels_loglik(data, par, mu), abs=1e-9)


def test_a_drift_goes_on_in_the_years_nobody_has_seen():
    data = seen(own=[NAN] * 5, official=[1.0, 1.1, 1.0, NAN, NAN], national=[1.0] * 3 + [NAN] * 2)

    still, moved = (
        kalman.filter_years(data, setting()),
        kalman.filter_years(data, setting(drift=0.2)),
    )

    assert moved.mean[kalman.N] == pytest.approx(still.mean[kalman.N] + 0.4, abs=0.2)
    assert moved.mean[kalman.N] > still.mean[kalman.N] + 0.4  # and in those seen a little, too
    np.testing.assert_allclose(moved.cov, still.cov)


def test_many_settings_at_once_equal_each_alone():
    tau2, omega2 = np.array([0.1, 0.6]), np.array([0.05, 0.2])
    together = kalman.filter_years(seen(), setting(tau2=tau2, omega2=omega2))

    for i in range(2):
        alone = kalman.filter_years(seen(), setting(tau2=tau2[i], omega2=omega2[i]))
        np.testing.assert_allclose(together.mean[i], alone.mean)
        np.testing.assert_allclose(together.cov[i], alone.cov)
        np.testing.assert_allclose(together.loglik[i], alone.loglik)


def test_a_lean_of_the_survey_moves_the_forecast_against_it():
    state = kalman.filter_years(seen(), setting())

    assert state.slope[kalman.B] > 0
    assert (state.slope[kalman.Z] + state.slope[kalman.N]) > 0  # unit is negative: less is better
